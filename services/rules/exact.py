"""Exact numbers: points in whole hundredths, decimals and shares; no float is ever made."""

import re
from decimal import Decimal
from fractions import Fraction

from services.errors.typed import ShareRefused, TypedNumberFault, TypedNumberRefused

# Forty digits a side are more than any real figure has, and keep hostile input cheap.
_PLAIN = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_FRACTION = re.compile(r"([0-9]{1,40})/([0-9]{1,40})")
_TYPED = re.compile(r"(-?)([0-9]{1,40})(?:[.,]([0-9]{1,40}))?")
_GROUPED = re.compile(r"(-?)([1-9][0-9]{0,2})((?:\.[0-9]{3})+|(?:,[0-9]{3})+)(?:([.,])([0-9]{1,40}))?")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg ?[0-9]{1,2}"
# What a spreadsheet puts where no number stands; 1/5 typed there becomes a day in one of these forms.
_UNREAD = (
    (re.compile(r"=.*", re.DOTALL), TypedNumberFault.FORMULA),
    (re.compile(r"#.*", re.DOTALL), TypedNumberFault.ERROR_VALUE),
    (re.compile(r"[0-9.,]{1,80}\s?%"), TypedNumberFault.PERCENT),
    (re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})"), TypedNumberFault.DAY),
    (re.compile(r"[0-9]{4}([/.-])[0-9]{1,2}\1[0-9]{1,2}(?:[T ][0-9:.]{1,20})?"), TypedNumberFault.DAY),
    (re.compile(rf"[0-9]{{1,2}}[ -](?:{_MONTH})(?:[ -][0-9]{{2,4}})?", re.IGNORECASE), TypedNumberFault.DAY),
)
LARGEST_COUNT = 999_999_999


def decimal_of(text: str) -> Decimal:
    """The exact value of a plain `[-]digits[.digits]` text.

    Raises: ValueError for any other text (comma, exponent, spaces, other digits).
    Source: year-file, Refused
    """
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def hundredths_of(value: Decimal) -> int | None:
    """The value in whole hundredths, or None when it is finer than 0.01.

    Source: year-file, Refused
    """
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 100, denominator)
    return None if rest else whole


def share_of(text: str) -> Fraction:
    """The share that `2/3` or a plain decimal says, from 0 to 1.

    Raises: ValueError for another form or a share out of 0..1.
    Source: year-file, Refused
    """
    match = _FRACTION.fullmatch(text)
    if match and not int(match[2]):
        raise ValueError(text)
    share = Fraction(int(match[1]), int(match[2])) if match else Fraction(decimal_of(text))
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def rounded(value: Fraction | int, places: int = 2) -> int:
    """The value in whole units of 10**-places, halves towards plus infinity (-0.125 is -0.12).

    Source: year-file, What evaluating means
    """
    denominator = value.denominator
    twice: int = 2 * value.numerator * 10**places
    return (twice + denominator) // (2 * denominator)


def percent_of(part: int, whole: int) -> int:
    """100 x part / whole in hundredths of a percent, halves up; 0 of a whole of 0.

    Source: year-file, Edges
    """
    return (20_000 * part + whole) // (2 * whole) if whole else 0


def points_text(hundredths: int) -> str:
    """Hundredths as a plain decimal with two places, such as `97.50`.

    Source: year-file, Command line
    """
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def decimal_text(value: Decimal) -> str:
    """The exact value as plain digits, never with an exponent.

    Source: year-file, Refused
    """
    return format(value, "f")


def share_text(share: Fraction) -> str:
    """The share as `2/3`, or `0` or `1`.

    Source: year-file, Refused
    """
    return str(share)


def typed_decimal(text: str, minimum: int | None = 0) -> Decimal:
    """The number that office staff typed or pasted: `9,5` and `9.5`, and `1.234,5` for 1234.5.

    One mark before exactly three digits (`1.234`) may mean thousands or a decimal, so it is doubtful.
    Raises: TypedNumberRefused.
    Source: house rule (typed numbers)
    """
    stripped = text.strip()
    value = _ungrouped(stripped)
    if minimum is not None and value < minimum:
        raise TypedNumberRefused(reason=TypedNumberFault.BELOW_MINIMUM, text=stripped, minimum=minimum * 100)
    return value


def parse_typed_points(text: str) -> int:
    """The typed points in hundredths, of either sign.

    Raises: TypedNumberRefused when it is no number, doubtful or finer than 0.01.
    Source: house rule (typed numbers)
    """
    hundredths = hundredths_of(typed_decimal(text, minimum=None))
    if hundredths is None:
        raise TypedNumberRefused(reason=TypedNumberFault.TOO_FINE, text=text.strip())
    return hundredths


def typed_points(text: str, maximum: int | None = None, step: int | None = None, minimum: int = 0) -> int:
    """The typed points in hundredths, within minimum..maximum and on the step counted from 0.

    Raises: TypedNumberRefused.
    Source: house rule (typed numbers); year-file, Refused
    """
    points = parse_typed_points(text)
    stripped = text.strip()
    if points < minimum:
        raise TypedNumberRefused(reason=TypedNumberFault.BELOW_MINIMUM, text=stripped, minimum=minimum)
    if maximum is not None and points > maximum:
        raise TypedNumberRefused(reason=TypedNumberFault.ABOVE_MAXIMUM, text=stripped, maximum=maximum)
    if step is not None and points % step:
        raise TypedNumberRefused(reason=TypedNumberFault.OFF_STEP, text=stripped, step=step)
    return points


def typed_count(text: str, maximum: int = LARGEST_COUNT) -> int:
    """The typed whole number, 0 to the maximum.

    Raises: TypedNumberRefused; a number with a fraction is too fine.
    Source: house rule (typed numbers)
    """
    value = typed_decimal(text)
    whole = int(value)
    if whole != value:
        raise TypedNumberRefused(reason=TypedNumberFault.TOO_FINE, text=text.strip())
    if whole > maximum:
        raise TypedNumberRefused(
            reason=TypedNumberFault.ABOVE_MAXIMUM, text=text.strip(), maximum=maximum * 100
        )
    return whole


def fault_of_unread(text: str) -> TypedNumberFault:
    """Why a text that is no plain number is none: a formula, an error, a day, a percent, or none of these.

    Source: house rule (typed numbers)
    """
    return next((fault for shape, fault in _UNREAD if shape.fullmatch(text)), TypedNumberFault.NOT_A_NUMBER)


def typed_share(text: str) -> Fraction:
    """The share that people type: `2/3`, `0,5` or `66,67 %`.

    Raises: ShareRefused for another form or a share out of 0..1.
    Source: house rule (typed numbers)
    """
    typed = "".join(text.split()).replace(",", ".")
    try:
        if not typed.endswith("%"):
            return share_of(typed)
        return share_of(str(Fraction(decimal_of(typed[:-1])) / 100))
    except ValueError as refusal:
        raise ShareRefused(text=text.strip()) from refusal


def _ungrouped(text: str) -> Decimal:
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        sign, head, groups, mark, decimals = grouped.groups()
        if mark is None and len(groups) == 4:
            raise TypedNumberRefused(reason=TypedNumberFault.DOUBTFUL, text=text)
        if mark != groups[0]:
            whole = f"{sign}{head}{re.sub('[.,]', '', groups)}"
            return Decimal(f"{whole}.{decimals}" if decimals else whole)
    typed = _TYPED.fullmatch(text)
    if not typed:
        raise TypedNumberRefused(reason=fault_of_unread(text), text=text)
    return Decimal(f"{typed[1]}{typed[2]}.{typed[3]}" if typed[3] else f"{typed[1]}{typed[2]}")
