"""The rows of a printed table of criteria put together: each item with its text, its parent and its code."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from services.errors.criteria import CriterionRowFault, CriterionRowRefused
from services.rules.criteria_numbering import (
    D_WITH_STROKE,
    Numeral,
    Style,
    is_date,
    readings_of,
    split_number,
)
from services.rules.criteria_outline import Outline, Place
from services.rules.criteria_words import CriteriaWords, is_total
from services.rules.sheet_rows import CellRefusal, TypedRow
from services.rules.text import CODE_LIMIT, numbered, search_fold

NONE = "-"
"""Typed where there is to be nothing; a blank cell leaves what is known."""

TWO_DS = "dd"
"""What stands in a code for a d with a stroke, which codes cannot have."""

_TELLING = ("max", "method", "per_item", "bonus", "penalty", "floor", "cap")
"""The columns that make a row a criterion of its own, and not a part of the text above."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number split from its text."""

    row: TypedRow
    number: str
    readings: tuple[Numeral, ...]
    text: str
    counts: bool
    why_not: CriterionRowFault | None = None

    @property
    def is_marked(self) -> bool:
        """Whether it has a number or a bullet."""
        return bool(self.readings)


@dataclass(slots=True)
class Item:
    """A criterion on its way: the rows that it is made of, the first with its figures."""

    key: int
    lines: list[Line]
    place: Place
    code: str = ""
    children: list["Item"] = field(default_factory=list)
    explained: list[int] = field(default_factory=list)

    @property
    def row(self) -> TypedRow:
        """The row that has its figures."""
        return self.lines[0].row

    @property
    def name(self) -> str:
        """Its text, with that of the rows that only go on with it."""
        first, *rest = self.lines
        return " ".join([first.text, *(f"{line.number} {line.text}".strip() for line in rest)])


@dataclass(slots=True)
class Items:
    """The items in display order, a parent before its children; and the rows that are none.

    `totals`: each row that adds up, with how many items stand above it. `passed_over`: rows of plain text
    outside the table.
    """

    all: list[Item] = field(default_factory=list)
    totals: list[tuple[TypedRow, int]] = field(default_factory=list)
    passed_over: list[TypedRow] = field(default_factory=list)
    refusals: list[CellRefusal] = field(default_factory=list)


def items_in(rows: Sequence[TypedRow], words: CriteriaWords, typed: Mapping[int, str]) -> Items:
    """The criteria that the rows are; `typed` are codes by the numbers of their rows, which are kept.

    A number says under which item a row stands. A row without number and points goes on with the text above,
    as do items below one that has points when none of them has any.
    Source: house rule (criteria by Excel)
    """
    found = Items()
    lines = [_line(row, words) for row in rows]
    _put_together(found, lines, words)
    _fold_texts(found)
    _give_codes(found.all, typed)
    return found


def _line(row: TypedRow, words: CriteriaWords) -> Line:
    number, text = (row.values.get(key, "").strip() for key in ("number", "name"))
    readings = readings_of(number, words.prefixes)
    if number and not readings and (not text or search_fold(number).startswith(words.prefixes)):
        number, text = "", f"{number}. {text}" if text else number
    if not number:
        split, rest = split_number(text, words.prefixes)
        readings = readings_of(split, words.prefixes) if split else ()
        number, text = (split, rest) if readings else ("", text)
    counts = any(row.values.get(key, "").strip() not in ("", NONE) for key in _TELLING)
    why_not = None
    if number and not readings:
        why_not = CriterionRowFault.NUMBER_IS_DATE if is_date(number) else CriterionRowFault.NUMBER
    return Line(row, number, readings, text, counts, why_not)


def _put_together(found: Items, lines: Sequence[Line], words: CriteriaWords) -> None:
    outline = Outline()
    after_total, last_number = False, 0
    end = max((index for index, line in enumerate(lines) if line.is_marked or line.counts), default=-1)
    for index, line in enumerate(lines):
        gap, last_number = line.row.number > last_number + 1, line.row.number
        if line.why_not:
            why = CriterionRowRefused(reason=line.why_not, text=line.number)
            found.refusals.append(CellRefusal(line.row.number, "number", why))
        elif not line.is_marked and is_total(line.text, words):
            found.totals.append((line.row, len(found.all)))
            after_total = True
            continue
        if line.is_marked:
            place = outline.place(len(found.all), line.readings)
        elif below := _headed(lines, index, outline):
            place = outline.place_heading(len(found.all), below)
        elif line.counts:
            place = outline.place(len(found.all), (Numeral(Style.UNMARKED),))
        elif after_total or gap or not found.all or (found.totals and index > end):
            found.passed_over.append(line.row)
            after_total = True
            continue
        else:
            found.all[-1].lines.append(line)
            continue
        after_total = False
        item = Item(len(found.all), [line], place)
        if place.parent is not None:
            found.all[place.parent].children.append(item)
        found.all.append(item)


def _headed(lines: Sequence[Line], index: int, outline: Outline) -> tuple[Numeral, ...]:
    """The number below a heading, which begins a list anew; none where the row is no heading.

    Above the first list there is one without points only where others follow: alone it is a note.
    """
    below = _first_below(lines, index)
    if not below or lines[index].counts or outline.has_open(below):
        return below
    styles = {reading.style for reading in below}
    others = (_first_below(lines, at) for at in range(index + 1, len(lines)) if outline.is_empty)
    return below if any(styles & {reading.style for reading in other} for other in others) else ()


def _first_below(lines: Sequence[Line], index: int) -> tuple[Numeral, ...]:
    """The number in the row below a text without one, if that number is the first of a list."""
    readings = lines[index + 1].readings if index + 1 < len(lines) else ()
    is_bare = lines[index].text and not lines[index].is_marked
    return readings if is_bare and any(one.parts and one.ordinal == 1 for one in readings) else ()


def _fold_texts(found: Items) -> None:
    """Make text of the items below one with points of its own where none of them has any."""
    silent: dict[int, bool] = {}
    for item in reversed(found.all):
        below = all(silent[child.key] for child in item.children)
        silent[item.key] = below and not item.lines[0].counts
        if item.children and below and item.lines[0].counts:
            for part in _below(item):
                item.lines += part.lines
                if part.place.numeral.parts:
                    item.explained.append(part.row.number)
                part.key = -1
            item.children = []
    kept = list(accumulate((item.key >= 0 for item in found.all), initial=0))
    found.totals = [(row, kept[above]) for row, above in found.totals]
    found.all = [item for item in found.all if item.key >= 0]


def _below(item: Item) -> Iterator[Item]:
    for child in item.children:
        yield child
        yield from _below(child)


def _give_codes(items: Sequence[Item], typed: Mapping[int, str]) -> None:
    taken = set(typed.values())
    proposals: dict[str, Iterator[str]] = {}
    code_of: dict[int, str] = {}
    unnumbered: defaultdict[int | None, int] = defaultdict(int)
    for item in items:
        parent = code_of.get(item.place.parent) if item.place.parent is not None else None
        segment = item.place.segment.replace(D_WITH_STROKE, TWO_DS)
        if not segment:
            unnumbered[item.place.parent] += 1
            segment = str(unnumbered[item.place.parent])
        sign = "." if item.place.numeral.parts else "-"
        proposal = f"{parent}{sign}{segment}" if parent else segment
        if len(proposal) > CODE_LIMIT:
            proposal = segment
        code = typed.get(item.row.number)
        if code is None:
            spellings = proposals.setdefault(proposal, numbered(proposal))
            code = next(one for one in spellings if one not in taken)
            taken.add(code)
        item.code = code_of[item.key] = code
