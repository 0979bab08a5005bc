"""What people type of how a year ranks, classifies and limits awards, read into the rules of the year."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from services.errors.ranking import RankingFault, RankingRefused
from services.rules.document import BONUS, Band, Quota, RankingRule
from services.rules.exact import parse_typed_points, typed_count, typed_share
from services.rules.quotas import may_be_counted
from services.rules.text import clean_name, code_for, duplicate_key, numbered

_AWARD = re.compile(r"[a-z0-9._-]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBand:
    """A band as it was typed: ends in percent, blank for none; no `code`: a new one."""

    name: str
    code: str = ""
    minimum: str = ""
    minimum_included: bool = True
    maximum: str = ""
    maximum_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedQuota:
    """How many of an award, as it was typed: a number, or a share of the units less those of `after`."""

    award: str
    maximum: str = ""
    share: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingEntry:
    """All that is typed of it, in the order in which bands are tried and awards are printed."""

    rule: RankingRule
    bands: Sequence[TypedBand] = ()
    quotas: Sequence[TypedQuota] = ()


def checked_rule(rule: RankingRule, criteria: Container[str]) -> RankingRule:
    """The rule, whose tie-breaks are each a criterion or the bonus, and stand once.

    Raises: RankingRefused.
    Source: year-file, ranking
    """
    for code in rule.tie_breaks:
        if code != BONUS and code not in criteria:
            raise RankingRefused(reason=RankingFault.TIE_BREAK_UNKNOWN, name=code)
    if twice := _twice(rule.tie_breaks):
        raise RankingRefused(reason=RankingFault.TIE_BREAK_TWICE, name=twice)
    return rule


def bands_of(typed: Sequence[TypedBand]) -> tuple[Band, ...]:
    """The bands; a new one gets a code made of its name.

    Raises: RankingRefused, NameRefused, TypedNumberRefused.
    Source: year-file, classification
    """
    if twice := _twice(duplicate_key(one.name) for one in typed):
        name = next(one.name for one in typed if duplicate_key(one.name) == twice)
        raise RankingRefused(reason=RankingFault.BAND_TWICE, name=name)
    taken = {one.code for one in typed if one.code}
    bands = []
    for one in typed:
        name = clean_name(one.name)
        code = one.code or next(free for free in numbered(code_for(name)) if free not in taken)
        taken.add(code)
        bands.append(_band(one, name, code))
    return tuple(bands)


def quotas_of(typed: Sequence[TypedQuota]) -> tuple[Quota, ...]:
    """How many of each award, none of which waits for itself.

    Raises: RankingRefused, TypedNumberRefused, ShareRefused.
    Source: year-file, quotas
    """
    quotas = tuple(_quota(one) for one in typed)
    if twice := _twice(one.award for one in quotas):
        raise RankingRefused(reason=RankingFault.QUOTA_TWICE, name=twice)
    if not may_be_counted(quotas):
        raise RankingRefused(reason=RankingFault.QUOTA_CYCLE)
    return quotas


def _band(typed: TypedBand, name: str, code: str) -> Band:
    low, high = _end(typed.minimum), _end(typed.maximum)
    if low is not None and high is not None:
        if low > high:
            raise RankingRefused(reason=RankingFault.BAND_UPSIDE_DOWN, name=name)
        if low == high and not (typed.minimum_included and typed.maximum_included):
            raise RankingRefused(reason=RankingFault.BAND_EMPTY, name=name)
    return Band(
        code=code,
        name=name,
        min=low,
        min_included=typed.minimum_included,
        max=high,
        max_included=typed.maximum_included,
    )


def _end(text: str) -> int | None:
    """An end in hundredths of a percent, with or without the sign."""
    figure = text.strip().removesuffix("%").strip()
    return parse_typed_points(figure) if figure else None


def _quota(typed: TypedQuota) -> Quota:
    award = typed.award.strip()
    for code in (award, *typed.after):
        if not _AWARD.fullmatch(code):
            raise RankingRefused(reason=RankingFault.QUOTA_NO_AWARD, name=code)
    most, share = typed.maximum.strip(), typed.share.strip()
    if bool(most) == bool(share):
        raise RankingRefused(reason=RankingFault.QUOTA_ONE_LIMIT, name=award)
    return Quota(
        award=award,
        max=typed_count(most) if most else None,
        share_of_remaining=typed_share(share) if share else None,
        after=tuple(dict.fromkeys(typed.after)),
    )


def _twice(names: Iterable[str]) -> str:
    """The first name that stands more than once, if any."""
    return next((name for name, times in Counter(names).items() if times > 1), "")
