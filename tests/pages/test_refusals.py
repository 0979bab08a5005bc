"""Every refusal has its sentence, in both languages, and a name in it stays a name."""

import re
import string
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import get_args, get_type_hints

import pytest

from models.enums import BatchKind, PollState
from pages.shared import i18n
from pages.shared.criteria_sentences import finding_sentence
from pages.shared.event_sentences import BY_EVENT_REASON
from pages.shared.refusals import fault_sentence, sentence_of
from pages.shared.sentences import BY_REASON, NOT_FOUND
from services.errors import accounts, base, scoring, typed, voting, workbooks, year_file
from services.errors.ballots import BallotFault, BatchFault, CountCode, CountFinding, TypedBallotFault
from services.errors.base import DomainError
from services.errors.conference import DelegateFault, ItemFault, RehearsalFault
from services.errors.criteria import CriteriaFault, CriteriaFinding, CriterionRowFault, CriterionRowRefused
from services.errors.files import FileFault, FileLoss, FileRefused
from services.errors.outcome import AwardFault
from services.errors.ranking import RankingFault
from services.errors.registry import EventFault, EventRefused, UndoFault, UndoRefused, UnitUse
from services.errors.score_sheets import (
    PastedCellRefused,
    PasteFault,
    ScoreRowFault,
    ScoreRowRefused,
    ScoreSheetFault,
    ScoreSheetRefused,
    WhatIfFault,
)
from services.errors.scoring import CellFault, CellFaultKind
from services.errors.typed import DayFault, DayRefused, NameFault, TypedNumberFault, TypedNumberRefused
from services.errors.voting import CountPart, PollFault
from services.errors.workbooks import (
    PersonRowFault,
    SheetFault,
    SheetFaultKind,
    UnitRowFault,
    WorkbookFault,
    WorkbookRefused,
)
from services.errors.year_file import Fault
from services.rules.criteria_nodes import FIGURES_OF
from services.rules.problems import Problem

NASTY = "<b>**So**</b>"
KINDS = ("block", "year", "unit", "criterion", "account", "poll", "option", "office")
REASONS = [
    *TypedNumberFault,
    *NameFault,
    *UnitUse,
    *PollFault,
    *BatchFault,
    *TypedBallotFault,
    *PollState,
    *CountPart,
    *FileFault,
    *FileLoss,
    *WorkbookFault,
    *SheetFaultKind,
    *DayFault,
    *UnitRowFault,
    *PersonRowFault,
    *CriteriaFault,
    *CriterionRowFault,
    *PasteFault,
    *ScoreSheetFault,
    *ScoreRowFault,
    *WhatIfFault,
    *BallotFault,
    *CountCode,
    *ItemFault,
    *DelegateFault,
    *RehearsalFault,
    *AwardFault,
    *RankingFault,
]
CONFLICT = CellFault(
    kind=CellFaultKind.CHANGED,
    unit=NASTY,
    criterion="1.1",
    text="9",
    theirs="8,5",
    changed_by="Lan",
    changed_at=datetime(2017, 12, 25, 1, 30, tzinfo=UTC),
)


def subclasses(root: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in root.__subclasses__():
        yield child
        yield from subclasses(child)


REFUSALS = sorted(set(subclasses(DomainError)), key=lambda kind: kind.__name__)


def example(hint: object) -> object:
    if isinstance(hint, UnionType):
        return example(next(part for part in get_args(hint) if part is not type(None)))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    if hint is TypedNumberRefused:
        return TypedNumberRefused(reason=TypedNumberFault.NOT_A_NUMBER, text=NASTY)
    if hint is FileRefused:
        return FileRefused(reason=FileFault.EMPTY)
    if hint == tuple[str, ...]:
        return (NASTY, NASTY)
    if hint == tuple[BatchKind, ...]:
        return (BatchKind.WRITTEN,)
    if hint == tuple[CountPart, ...]:
        return (CountPart.ISSUED,)
    if hint == tuple[CountFinding, ...]:
        return (CountFinding(CountCode.OPTION_ABOVE_VALID, 10, 9, NASTY),)
    if hint == tuple[CellFault, ...]:
        return (CONFLICT,)
    if hint == tuple[SheetFault, ...]:
        return (SheetFault(reason=SheetFaultKind.HEADER_TWICE, row=5, column=2, facts={"title": NASTY}),)
    if hint == tuple[accounts.PersonFault, ...]:
        return (accounts.PersonFault(NASTY, accounts.LastAdministrator()),)
    if hint == tuple[CriteriaFinding, ...]:
        return (CriteriaFinding(reason=CriteriaFault.GROUP_SUM, code=NASTY, given=950, sum=900),)
    if hint == tuple[Fault, ...]:
        return (Fault(path="units[1].code", problem=Problem.BAD_CODE, facts={"limit": 60}),)
    dull = {int: 950, str: NASTY, date: date(2017, 12, 25), datetime: datetime(2017, 12, 25, tzinfo=UTC)}
    return dull[hint]  # type: ignore[index]


def refusal(kind: type[DomainError]) -> DomainError:
    hints = get_type_hints(kind)
    facts = {field.name: example(hints[field.name]) for field in fields(kind)}
    if kind is base.NotFound:
        facts["kind"] = "unit"
    if kind in (scoring.CriterionFigureRefused, CriterionRowRefused):
        facts["figure"] = "max"
    return kind(**facts)


@pytest.mark.parametrize("language", i18n.SUPPORTED)
@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_is_said_in_words(
    kind: type[DomainError], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: language)
    said = sentence_of(refusal(kind))
    assert len(said) > 20
    assert said.isascii() == (language == "en")
    assert NASTY not in said
    assert "{" not in said


@pytest.mark.parametrize("reason", TypedNumberFault)
def test_every_fault_of_a_typed_number_says_how_to_mend_it(reason: TypedNumberFault) -> None:
    said = sentence_of(typed.TypedNumberRefused(reason=reason, text="11", minimum=0, maximum=1000, step=50))
    assert said.startswith("“11” ")
    assert "Nhập" in said or "nhiều nhất hai chữ số" in said


def test_limits_are_written_as_points() -> None:
    said = sentence_of(typed.TypedNumberRefused(reason=TypedNumberFault.OFF_STEP, text="9,55", step=50))
    assert said == "“9,55” không đúng bước điểm. Nhập bội số của 0,5."


@pytest.mark.parametrize("reason", NameFault)
def test_every_fault_of_a_name_has_its_sentence(reason: NameFault) -> None:
    assert "ên" in sentence_of(typed.NameRefused(reason=reason, text="x", limit=200))


def test_no_two_refusals_bear_one_name() -> None:
    assert len({kind.__name__ for kind in REFUSALS}) == len(REFUSALS)


def test_no_two_reasons_share_a_sentence() -> None:
    """Reasons of different kinds are words, and two equal words would be one key."""
    assert set(BY_REASON) == set(REASONS)
    assert len(BY_REASON) == len(REASONS) == len(set(BY_REASON.values()))


@pytest.mark.parametrize("reason", PollFault)
def test_every_fault_of_a_vote_names_it(reason: PollFault) -> None:
    assert "Cờ thi đua" in sentence_of(voting.PollUnfit(reason=reason, title="Cờ thi đua"))


@pytest.mark.parametrize("state", PollState)
def test_a_vote_that_stands_elsewhere_is_named(state: PollState) -> None:
    assert "Cờ thi đua" in sentence_of(voting.PollStandsAt(title="Cờ thi đua", state=state))


@pytest.mark.parametrize("part", CountPart)
def test_a_count_above_its_whole_gives_both_figures(part: CountPart) -> None:
    said = sentence_of(voting.CountAbove(part=part, count=1200, limit=9))
    assert "1.200" in said
    assert "9" in said


@pytest.mark.parametrize("figure", sorted({name for names in FIGURES_OF.values() for name in names}))
def test_every_figure_of_a_criterion_has_its_word(figure: str) -> None:
    typed = TypedNumberRefused(reason=TypedNumberFault.NOT_A_NUMBER, text="abc")
    said = sentence_of(scoring.CriterionFigureRefused(code="1", figure=figure, problem=typed))
    assert said.startswith("Tiêu chí 1, ")
    assert said.endswith("ví dụ 9,5.")


def test_votes_above_the_valid_ballots_name_the_option() -> None:
    said = sentence_of(voting.CountAbove(part=CountPart.VOTES, count=10, limit=9, option="Sở Tư pháp"))
    assert said == "Sở Tư pháp: 10 phiếu, nhiều hơn 9 phiếu hợp lệ. Kiểm lại dòng này."


def test_what_is_still_to_be_counted_is_listed() -> None:
    said = sentence_of(voting.CountsMissing(parts=(CountPart.ISSUED,), options=("Sở Tư pháp",)))
    assert "số phiếu phát ra, Sở Tư pháp" in said


def test_refused_cells_are_listed_with_their_place_and_reason() -> None:
    typed = TypedNumberRefused(reason=TypedNumberFault.ABOVE_MAXIMUM, text="11", maximum=1000)
    faults = (
        CellFault(kind=CellFaultKind.TYPED, unit="Công an tỉnh", criterion="1.1", text="11", problem=typed),
        CONFLICT,
        CellFault(kind=CellFaultKind.CHANGED, unit="Sở Tư pháp", criterion="2", text="9"),
        CellFault(kind=CellFaultKind.NO_SUCH_CELL, unit="?", criterion="?", text="9"),
        CellFault(kind=CellFaultKind.LOCKED, unit="Sở", criterion="1", text="9"),
    )
    assert sentence_of(scoring.CellsRefused(faults=faults)).splitlines() == [
        "Có 5 ô chưa nhận được nên chưa lưu gì. Sửa lại rồi lưu.",
        "",
        "- Công an tỉnh, tiêu chí 1\\.1: “11” vượt mức tối đa. Nhập không quá 10.",
        "- \\<b\\>\\*\\*So\\*\\*\\</b\\>, tiêu chí 1\\.1: Lan đã sửa thành “8,5” lúc 25/12/2017 08:30; "
        "số vừa nhập: “9”.",
        "- Sở Tư pháp, tiêu chí 2: người khác đã sửa thành “”; số vừa nhập: “9”.",
        "- ?, tiêu chí ?: không có ô này.",
        "- Sở, tiêu chí 1: bảng điểm đã khóa ở bước này. Hãy nhờ thư ký mở khóa.",
    ]


@pytest.mark.parametrize("reason", PasteFault)
def test_a_pasted_cell_that_has_no_place_says_which_it_is(reason: PasteFault) -> None:
    said = sentence_of(PastedCellRefused(reason=reason, text="9,5", row=3, column=2, onto_row="1.1"))
    assert said.startswith("Dòng 3, cột 2 của vùng vừa dán (“9,5”)")


def test_a_sheet_of_something_else_names_both() -> None:
    said = sentence_of(ScoreSheetRefused(reason=ScoreSheetFault.OTHER_YEAR, found="2025", expected="2026"))
    assert said == "Đây là phiếu điểm năm 2025, không phải năm 2026. Chọn đúng tệp hoặc đúng năm."


def test_a_cell_of_a_sheet_says_what_stands_against_it() -> None:
    said = sentence_of(ScoreRowRefused(reason=ScoreRowFault.LOCKED, text="10", other="9,5"))
    assert said.startswith("Ô này hiện không được sửa; giữ “9,5”, không lấy “10”.")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_not_found_is_named(kind: str) -> None:
    assert "noi" in sentence_of(base.NotFound(kind=kind, name="noi"))


@pytest.mark.parametrize(
    "kind", ["milestone", "activity", "pledge", "shortcoming", "task", "regulation", "file"]
)
def test_what_was_removed_is_not_called_by_its_number(kind: str) -> None:
    said = sentence_of(base.NotFound(kind=kind, name="77"))
    assert "đã bị xóa" in said
    assert "77" not in said


def test_whatever_a_command_may_not_find_has_its_sentence() -> None:
    services = Path(base.__file__).parents[1]
    code = "".join(file.read_text(encoding="utf-8") for file in services.rglob("*.py"))
    kinds = set(re.findall(r'NotFound\(\s*kind="([^"]+)"', code))
    assert "unit" in kinds
    assert not kinds - NOT_FOUND.keys()


def test_a_year_has_no_mark_for_thousands() -> None:
    assert "2017" in sentence_of(scoring.ScoringIsLocked(year=2017))


def test_days_are_said_as_people_write_them() -> None:
    said = sentence_of(typed.EndsBeforeStart(starts_on=date(2017, 3, 2), ends_on=date(2017, 3, 1)))
    assert "02/03/2017" in said
    assert "01/03/2017" in said


@pytest.mark.parametrize("problem", Problem)
def test_every_fault_of_a_year_file_is_translated_with_its_facts(problem: Problem) -> None:
    translated = i18n.catalogue()[problem]
    assert not translated.isascii() or problem in (Problem.NOT_TRUTH,)
    places = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (problem, translated)
    ]
    assert places[0] == places[1]


def test_the_faults_of_a_year_file_are_listed_with_their_places() -> None:
    faults = tuple(
        Fault(path=f"units[{n}]", problem=Problem.CODE_TWICE, facts={"code": "a*b*"}) for n in range(2)
    )
    said = sentence_of(year_file.YearFileRefused(faults=faults))
    assert said.splitlines()[0].startswith("Tệp dữ liệu năm có 2 lỗi")
    assert said.splitlines()[2:] == [
        "- units&#91;0&#93;: mã a\\*b\\* dùng hai lần",
        "- units&#91;1&#93;: mã a\\*b\\* dùng hai lần",
    ]


def test_a_flood_of_faults_is_cut_and_counted() -> None:
    faults = tuple(Fault(path=f"units[{n}]", problem=Problem.MISSING_KEY) for n in range(1234))
    said = sentence_of(year_file.YearFileRefused(faults=faults)).splitlines()
    assert "1.234 lỗi" in said[0]
    assert said[-1] == "- và 1.204 lỗi khác"


@pytest.mark.parametrize("reason", WorkbookFault)
def test_every_fault_of_a_workbook_says_how_to_mend_it(reason: WorkbookFault) -> None:
    said = sentence_of(WorkbookRefused(reason=reason, place="Đơn vị!B7", count=1_000_000, limit=20_000))
    assert any(way in said for way in (" rồi chọn ", "Xóa ", "Chia ", " chia ", "xin lại"))


def test_a_workbook_that_is_too_large_is_said_in_megabytes() -> None:
    said = sentence_of(WorkbookRefused(reason=WorkbookFault.TOO_LARGE, count=5_000_001, limit=5_000_000))
    assert said.startswith("Tệp nặng 6 MB, vượt mức 5 MB.")


def test_a_cell_too_far_is_named() -> None:
    said = sentence_of(WorkbookRefused(reason=WorkbookFault.FAR_CELL, place="Đơn vị!XFD1048576"))
    assert said.startswith("Ô Đơn vị\\!XFD1048576 nằm quá xa bảng.")


@pytest.mark.parametrize("kind", SheetFaultKind)
def test_every_fault_of_a_sheet_says_where_it_is(kind: SheetFaultKind) -> None:
    facts: dict[str, str | int] = {
        "titles": "Tên đơn vị",
        "title": "Tên",
        "area": "B7:C8",
        "name": "B",
        "limit": 30,
    }
    said = fault_sentence(SheetFault(row=7, column=2, reason=kind, facts=facts))
    assert any(place in said for place in ("B7", "dòng 7", "Dòng 7", "Cột B", "Tên đơn vị"))


def test_the_faults_of_a_sheet_are_listed() -> None:
    faults = (
        SheetFault(row=7, column=2, reason=SheetFaultKind.FORMULA),
        SheetFault(row=1200, reason=SheetFaultKind.HIDDEN_ROW),
    )
    assert sentence_of(workbooks.SheetRefused(faults=faults)).splitlines() == [
        "Bảng có 2 lỗi nên chưa nhập gì. Sửa lại rồi chọn lại tệp.",
        "",
        "- Ô B7 chứa công thức. Thay công thức bằng giá trị (Sao chép, Dán đặc biệt, Giá trị).",
        "- Dòng 1200 bị ẩn nhưng có dữ liệu. Bỏ ẩn hoặc xóa dòng này.",
    ]


@pytest.mark.parametrize("reason", DayFault)
def test_every_fault_of_a_day_names_what_was_typed(reason: DayFault) -> None:
    said = sentence_of(DayRefused(reason=reason, text="31/02/2025", earliest=1900, latest=2200))
    assert "“31/02/2025”" in said
    assert "1.900" not in said


@pytest.mark.parametrize("reason", EventFault)
def test_every_fault_of_an_event_names_the_unit_and_the_days(reason: EventFault) -> None:
    said = sentence_of(
        EventRefused(
            reason=reason, day=date(2025, 7, 1), units=("Đơn vị A", "Đơn vị B"), other_day=date(2024, 3, 1)
        )
    )
    known = BY_EVENT_REASON[reason]
    assert ("Đơn vị A" in said) == ("{unit}" in known)
    assert ("Đơn vị B" in said) == ("{other}" in known)
    assert ("01/03/2024" in said) == ("{other_day}" in known)


@pytest.mark.parametrize("reason", UndoFault)
def test_what_cannot_be_undone_says_what_rests_on_it(reason: UndoFault) -> None:
    said = sentence_of(UndoRefused(reason=reason, units=("Đơn vị A", "Đơn vị B")))
    assert ("Đơn vị B" in said) == ("{names}" in BY_EVENT_REASON[reason])


@pytest.mark.parametrize("reason", CriteriaFault)
def test_every_fault_of_a_tree_names_its_figures(reason: CriteriaFault) -> None:
    finding = CriteriaFinding(reason=reason, code="1.2", given=950, sum=1200, figure="per_item")
    said, known = finding_sentence(finding), BY_REASON[reason]
    assert "{" not in said
    assert ("1\\.2" in said) == ("{code}" in known)
    assert ("9,5" in said, "12" in said) == ("{given}" in known, "{sum}" in known)
    assert ("-2,5" in said.replace("\u2212", "-")) == ("{difference}" in known)


@pytest.mark.parametrize("reason", CriterionRowFault)
def test_every_fault_of_a_row_of_criteria_says_how_to_mend_it(reason: CriterionRowFault) -> None:
    error = CriterionRowRefused(reason=reason, text="x9", names=("Có", "Không"), row=17, figure="floor")
    said, known = sentence_of(error), BY_REASON[reason]
    assert "{" not in said
    assert ("x9" in said, "17" in said) == ("{text}" in known, "{row}" in known)
    assert ("Có; Không" in said) == ("{names}" in known)
