"""Vietnamese text: names made clean, found without tones, compared and put in order."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import TypeVar

from services.errors.typed import CodeUnfit, NameFault, NameRefused, PhoneUnfit

Meaning = TypeVar("Meaning")

NAME_LIMIT = 200
SENTENCE_LIMIT = 2000
SPEECH_LIMIT = 6000
CODE_LIMIT = 60
LABEL_LIMIT = 60
PHONE_DIGITS = (6, 20)

_D_WITH_STROKE = "\u0111"
_ALPHABET = "a\u0103\u00e2bcd\u0111e\u00eafghijklmno\u00f4\u01a1pqrstu\u01b0vwxyz"
# As CLDR orders them; the signs that are not here stand behind.
_SIGNS = "_-\u2013\u2014,;:!?.'\u2018\u2019\"\u201c\u201d()[]{}@*/\\&#%`^+<=>|~$"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # in Vietnamese order: huyen, hoi, nga, sac, nang
_TONE_MARK = re.compile(f"[{_TONES}]")
_TURNS_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CODE = re.compile(rf"[a-z0-9.-]{{1,{CODE_LIMIT}}}")
_PHONE = re.compile(r"[0-9 +.()-]+")
_WORD = re.compile(r"\w+")


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """The text in NFC with single spaces, as it is stored and shown.

    Raises: NameRefused when nothing is left to see, when it is longer than the limit (characters), or has
    control characters, half characters or marks that turn the direction of writing.
    Source: year-file, Refused
    """
    cleaned = unicodedata.normalize("NFC", " ".join(text.split()))
    if cleaned.isascii() and cleaned.isprintable() and 0 < len(cleaned) <= limit:
        return cleaned
    kinds = {unicodedata.category(character) for character in cleaned}
    if kinds & {"Cc", "Cs"} or _TURNS_DIRECTION.search(cleaned):
        raise NameRefused(reason=NameFault.UNPRINTABLE, text=text, limit=limit)
    if all(kind[0] in "CMZ" for kind in kinds):
        raise NameRefused(reason=NameFault.BLANK, text=text, limit=limit)
    if len(cleaned) > limit:
        raise NameRefused(reason=NameFault.TOO_LONG, text=text, limit=limit)
    return cleaned


def clean_or_blank(text: str, limit: int = NAME_LIMIT) -> str:
    """The text as by `clean_name`, or nothing where nothing was typed.

    Raises: NameRefused as `clean_name` does, but not for a blank.
    Source: house rule (what may be left out)
    """
    return clean_name(text, limit) if text.strip() else ""


def clean_paragraphs(text: str, limit: int = SPEECH_LIMIT) -> str:
    """A longer text, each of its lines as by `clean_name`; empty lines at its ends and in between go.

    Raises: NameRefused as `clean_name` does, but not for a blank.
    Source: house rule (what may be left out)
    """
    cleaned = "\n".join(clean_name(line, limit) for line in text.splitlines() if line.strip())
    if len(cleaned) > limit:
        raise NameRefused(reason=NameFault.TOO_LONG, text=text, limit=limit)
    return cleaned


def in_another_year(text: str, was: int, year: int) -> str:
    """The text of a year as another has it: where it names its own year or the next, that one's.

    Source: house rule (copying from another year)
    """
    own = re.compile(rf"\b(?:{was}|{was + 1})\b")
    return own.sub(lambda found: str(int(found[0]) + year - was), text)


def clean_phone(text: str) -> str:
    """A telephone number as it was written, with single spaces, or nothing where nothing was typed.

    Raises: PhoneUnfit when it has other signs than digits, spaces and + . - ( ), or too few or many digits.
    Source: house rule (telephone numbers)
    """
    cleaned = " ".join(text.split())
    fewest, most = PHONE_DIGITS
    digits = sum(character in "0123456789" for character in cleaned)
    if cleaned and not (_PHONE.fullmatch(cleaned) and fewest <= digits <= most):
        raise PhoneUnfit(text=text, fewest=fewest, most=most)
    return cleaned


def search_fold(text: str) -> str:
    """The text without tones, marks and capitals, so that `so tu phap` finds the Department of Justice.

    Source: house rule (search)
    """
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(plain.replace(_D_WITH_STROKE, "d").split())


def code_for(name: str, typed: str = "") -> str:
    """The code that was typed, or one made of the name: its letters without tones, and hyphens.

    Raises: CodeUnfit when the typed one is not 1 to CODE_LIMIT of a-z, 0-9, dot, hyphen.
    Source: house rule (codes are made from names)
    """
    if code := typed.strip().lower():
        if not _CODE.fullmatch(code):
            raise CodeUnfit(code=code, limit=CODE_LIMIT)
        return code
    return "-".join(re.findall("[a-z0-9]+", search_fold(name)))[:CODE_LIMIT].strip("-") or "x"


def numbered(code: str) -> Iterator[str]:
    """The code, then the same with -2, -3 and so on behind it: the first that is free is taken.

    Source: house rule (codes are made from names)
    """
    yield code
    for number in count(2):
        yield f"{code}-{number}"


def duplicate_key(text: str) -> str:
    """What two spellings of one name share: capitals, spaces, composition and place of the tone left out.

    Source: house rule (one name, one unit)
    """
    return _WORD.sub(
        lambda word: _tone_last(word[0]), unicodedata.normalize("NFC", " ".join(text.split()).casefold())
    )


def meant_by(text: str, meanings: Mapping[str, Meaning]) -> Meaning | None:
    """What the written word means, whatever its tones and capitals; None where it is none of the words.

    Source: house rule (search)
    """
    if text in meanings:
        return meanings[text]
    folded = search_fold(text)
    return next((meaning for word, meaning in meanings.items() if search_fold(word) == folded), None)


@lru_cache(maxsize=100_000)
def words(text: str) -> str:
    """What two ways to write one name share: its words, as `duplicate_key` spells them, without signs.

    Source: house rule (one name, one unit)
    """
    return " ".join(_WORD.findall(duplicate_key(text)))


def folded_words(text: str) -> str:
    """The words of a name as `search_fold` spells them, without signs, to be compared with other names.

    Source: house rule (search)
    """
    return " ".join(_WORD.findall(search_fold(text)))


@lru_cache(maxsize=4096)  # a registry sorts the same thousand names again and again
def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...]]:
    """The place of a name in a Vietnamese list: letters first, then tones, small before capital.

    Spaces stand before signs, signs before digits, digits before letters: ICU's Vietnamese order, but that
    typographic quotes are signs of their own, behind the straight ones.
    Source: house rule (Vietnamese order)
    """
    places = [_place(character) for character in unicodedata.normalize("NFC", text.casefold())]
    letters, tones = tuple(letter for letter, _ in places), tuple(tone for _, tone in places)
    return letters, tones, tuple(character.isupper() for character in text)


@lru_cache(maxsize=10_000)  # names are made of few words: a country's sheet is compared in half the time
def _tone_last(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(_TONE_MARK.findall(decomposed))
    return unicodedata.normalize("NFC", _TONE_MARK.sub("", decomposed) + tones)


@lru_cache(maxsize=4096)
def _place(character: str) -> tuple[tuple[int, int], int]:
    """The places of a small character's letter and of its tone; kept, as lists are long and letters few."""
    decomposed = unicodedata.normalize("NFD", character)
    tone = _TONE_MARK.search(decomposed)
    letter = unicodedata.normalize("NFC", _TONE_MARK.sub("", decomposed))
    return _letter_place(letter), _TONES.index(tone[0]) + 1 if tone else 0


def _letter_place(letter: str) -> tuple[int, int]:
    for rank, row in ((3, _ALPHABET), (1, _SIGNS)):
        if (found := row.find(letter)) >= 0:
            return rank, found
    if letter.isdigit():
        return 2, ord(letter[0])
    return (4 if letter.isalpha() else 0 if letter.isspace() else 1), len(_SIGNS) + ord(letter[0])
