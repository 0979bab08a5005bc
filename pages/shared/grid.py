"""Score sheets as a frame of text, and what was typed into it, by criterion and unit; knows no widget.

However it is laid out, a sheet is criteria by units at one stage; a `Place` in it is a criterion's code and
`column_of` a unit. Streamlit tells edits by the position of the row and adds them up, so a `Sheet` is kept as
long as its widget lives, and follows what is saved: cells are not read again.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from services.errors.score_sheets import PastedTextGarbled
from services.errors.scoring import CellFault, CellFaultKind
from services.rules.cell_edits import CellEdit
from services.rules.pasted_block import Place
from services.rules.score_grid import CellOutcome, JudgedCell, ScoreGrid, judged

EditedRows = Mapping[int, Mapping[str, object]]

NOT_FOR_IT = "\u00b7"
"""What an empty cell shows that is not for its unit, or not for this reviewer."""


_LONG_SIGN = re.compile("[\U00010000-\U0010ffff\ufffd]")
_ENDS = re.compile("[\t\n\r]")


def _storable(text: str) -> str:
    """The text, with a sign that is none in place of half of one."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def column_of(unit_id: int) -> str:
    """The key of a unit's column."""
    return f"unit_{unit_id}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a frame in order, and where each of their rows lies on the sheet.

    `told` are columns that only tell; those in `places` are typed into, unless they are `locked`.
    """

    order: Sequence[str]
    told: Mapping[str, Sequence[str]]
    places: Mapping[str, Sequence[Place]]
    locked: Collection[str] = ()


@dataclass(slots=True)
class Sheet:
    """What a grid was drawn from: what stands in its cells, in which version, and what was typed over that.

    `standing` and `versions` follow what is saved; `bars` says why a cell takes nothing. `typed` was there
    when the grid was drawn last, `faults` are the cells that the last saving did not take. `garbled` came
    with a sign over which the browser's paste stumbles, `noted` is what was typed at the last edit.
    """

    view: str
    grid: ScoreGrid
    criterion_ids: Mapping[str, int]
    unit_ids: Mapping[str, int]
    standing: dict[Place, str]
    versions: dict[Place, int]
    bars: Mapping[Place, CellFaultKind]
    layout: Layout
    typed: dict[Place, str] = field(default_factory=dict)
    faults: dict[Place, CellFault] = field(default_factory=dict)
    garbled: dict[Place, str] = field(default_factory=dict)
    noted: dict[Place, str] = field(default_factory=dict)
    round: int = 0

    @property
    def key(self) -> str:
        """The key of the widget, another whenever the grid is to be drawn anew."""
        return f"sheet-{self.view}-{self.round}"

    def frame(self) -> pd.DataFrame:
        """What the grid shows, as text: what was typed where it may be, else what stands there."""
        columns = {
            name: self.layout.told.get(name) or [self._shown(place) for place in self.layout.places[name]]
            for name in self.layout.order
        }
        return pd.DataFrame(columns, dtype="str")

    def _shown(self, place: Place) -> str:
        bar = self.bars.get(place)
        if bar is None:
            return self.typed.get(place, self.standing.get(place, ""))
        for_others = bar in (CellFaultKind.FOR_OTHERS, CellFaultKind.OF_ANOTHER_REVIEWER)
        return self.standing.get(place) or (NOT_FOR_IT if for_others else "")

    def typed_in(self, edited_rows: EditedRows) -> dict[Place, str]:
        """What was typed and is not what stands there; a column or a row that is not there is left out."""
        typed = dict(self.typed)
        for row, changed in edited_rows.items():
            for column, text in changed.items():
                places = self.layout.places.get(column, ())
                if 0 <= int(row) < len(places):
                    typed[places[int(row)]] = "" if text is None else _storable(str(text))
        return {place: text for place, text in typed.items() if text != self.standing.get(place, "")}

    def judged(self, typed: Mapping[Place, str]) -> list[JudgedCell]:
        """What each text would do in its cell, but for those that would do nothing; in the sheet's order."""
        rows = {criterion.code: (place, criterion) for place, criterion in enumerate(self.grid.criteria)}
        columns = {column.key: (place, column) for place, column in enumerate(self.grid.columns)}
        order = sorted(typed, key=lambda place: (rows[place[0]][0], columns[place[1]][0]))
        found = (judged(typed[one], rows[one[0]][1], columns[one[1]][1], self.grid) for one in order)
        return [self._ungarbled(cell) for cell in found if cell.outcome is not CellOutcome.UNCHANGED]

    def note(self, typed: Mapping[Place, str]) -> None:
        """Take note of an edit: a paste with a sign of more than two bytes may be shifted from there on.

        The grid's own paste counts such a sign once and passes it twice, so that the cells behind it begin
        with the end of those before them.
        """
        fresh = {place: text for place, text in typed.items() if self.noted.get(place) != text}
        if any(_LONG_SIGN.search(text) for text in fresh.values()):
            self.garbled |= fresh
        self.noted = dict(typed)

    def _ungarbled(self, cell: JudgedCell) -> JudgedCell:
        """The cell, refused where its text is not surely what was pasted there."""
        if self.garbled.get((cell.criterion, cell.column)) != cell.text and not _ENDS.search(cell.text):
            return cell
        refusal = PastedTextGarbled(text=cell.text)
        return replace(cell, outcome=CellOutcome.REFUSED, after="", doubts=(), refusal=refusal)

    def edits(self, texts: Mapping[Place, str]) -> list[CellEdit]:
        """The texts as edits, each over the version that was seen."""
        return [
            CellEdit(self.unit_ids[place[1]], self.criterion_ids[place[0]], text, self.versions.get(place, 0))
            for place, text in texts.items()
        ]

    def put(self, edits: Iterable[CellEdit]) -> None:
        """Have texts typed in that were typed before, over what was seen then; others' cells are left out."""
        codes = {key: code for code, key in self.criterion_ids.items()}
        for edit in edits:
            place = codes.get(edit.criterion_id, ""), column_of(edit.unit_id)
            if place[0] and place[1] in self.unit_ids:
                self.typed[place] = edit.text
                self.versions[place] = edit.seen_version

    def take(self, saved: Iterable[JudgedCell]) -> None:
        """Follow what was saved."""
        for cell in saved:
            place = cell.criterion, cell.column
            self.standing[place] = cell.after
            self.versions[place] = self.versions.get(place, 0) + 1 if cell.after else 0

    def fail(self, faults: Iterable[CellFault]) -> None:
        """Remember which cells were not taken."""
        codes = {key: code for code, key in self.criterion_ids.items()}
        for fault in faults:
            if fault.unit_id is not None and fault.criterion_id in codes:
                self.faults[codes[fault.criterion_id], column_of(fault.unit_id)] = fault

    def see_theirs(self) -> list[Place]:
        """Take note of what others have put into the cells that two changed; the places of those."""
        theirs = [place for place, fault in self.faults.items() if fault.kind is CellFaultKind.CHANGED]
        for place in theirs:
            fault = self.faults.pop(place)
            self.standing[place], self.versions[place] = fault.theirs, fault.version
        return theirs

    def draw_anew(self, typed: Mapping[Place, str], number: int) -> None:
        """Have the grid drawn, as one of that number, with those texts typed in."""
        self.typed = dict(typed)
        self.round = number
