"""The demonstration: true where it says so, whole in the database, and loaded once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select

from models.accounts import Account, TrailEntry
from models.conference import AgendaItem
from models.conference_enums import AgendaKind, HallView
from models.enums import (
    AwardStage,
    BoxMode,
    Chosen,
    Method,
    OfficeRole,
    OfficeTerm,
    OptionOutcome,
    PollMethod,
    PollOutcome,
    PollState,
    Role,
    SheetStep,
    Stage,
    TaskProgress,
    UnitEventKind,
    YearState,
)
from models.polls import Poll
from models.registry import Reorganisation
from models.scoring import CriteriaVersion
from models.year import Award, BlockOffice, BlockYear
from services.database import reading, writing
from services.demonstration import PROVINCES as PROVINCE_FILES
from services.demonstration import load_demonstration, year_documents
from services.errors.accounts import NotAllowed
from services.errors.installation import DemonstrationPresent
from services.errors.registry import UndoFault, UndoRefused
from services.queries.agenda import agenda_of_year
from services.queries.archive import find_year, year_document
from services.queries.attendance import roll_now
from services.queries.criteria import criteria_of_year
from services.queries.events import events_of_block
from services.queries.hall import hall_now
from services.queries.lineage import lineage_of_unit, registry_of
from services.queries.offices import offices_of_block
from services.queries.plans import shortcomings_of_year, tasks_set_in
from services.queries.pledges import pledges_of_year
from services.queries.readiness import readiness
from services.queries.registry import roll_of_year
from services.queries.regulations import in_force, regulations_of_block
from services.queries.representatives import representatives_of_roll
from services.queries.sheet_steps import steps_of_year
from services.queries.standings import standings_of_years
from services.queries.years import year_facts
from services.rehearsal import begin_rehearsal
from services.reorganisation import undo_reorganisation
from services.rules.document import NextYear, YearDocument
from services.rules.evaluation import evaluate
from services.rules.reading import year_document as read_year
from services.rules.rights import OPERATOR
from services.rules.scoring import cells_of
from tests.factories import everything, made_actor, made_year

DOCUMENTS = {document.year: document for document in year_documents()}
TABLES = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]
each_year = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda document: str(document.year))


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    with writing(engine) as session:
        load_demonstration(session, OPERATOR)
    return engine


def test_there_are_five_years_of_one_block() -> None:
    assert list(DOCUMENTS) == [2013, 2014, 2015, 2016, 2017]
    assert len({document.block for document in DOCUMENTS.values()}) == 1


def test_2017_tells_what_the_news_item_of_28_12_2017_tells() -> None:
    """Source: Ban Thi dua, Khen thuong - So Noi vu Vinh Phuc, news item on the conference of 25/12/2017."""
    document = DOCUMENTS[2017]
    assert (document.block.name, document.block.province) == ("Khối thi đua Nội chính", "Vĩnh Phúc")
    assert document.theme == (
        "Khối thi đua Nội chính đoàn kết, đổi mới, thi đua giỏi - "
        "Tất cả vì sự ổn định và phát triển bền vững của tỉnh Vĩnh Phúc"
    )
    names = {unit.code: unit.name for unit in document.units}
    heads = [unit.name for unit in document.units if unit.office is OfficeRole.HEAD]
    assert heads == ["Công an tỉnh"]
    plan = document.next or NextYear()
    assert names[plan.head or ""] == "Viện kiểm sát nhân dân tỉnh"
    assert [names[code] for code in plan.deputies] == ["Sở Tư pháp"]
    assert len(plan.tasks) == 6


def test_the_conference_of_2017_is_the_real_one_and_every_year_is_marked(loaded: Engine) -> None:
    with reading(loaded) as session:
        assert all(year.illustrative for year in session.exec(select(BlockYear)))
        years = [find_year(session, "noi-chinh", year) for year in DOCUMENTS]
        assert [year.state for year in years] == [YearState.ARCHIVED] * 4 + [YearState.CONFERENCE]
        facts = year_facts(session, years[-1].id or 0)
    assert facts.conference_on == date(2017, 12, 25)
    assert facts.conference_place == ""
    assert facts.chaired_by == (
        "Thiếu tướng Nguyễn Chi Lăng, Ủy viên Ban Thường vụ Tỉnh ủy, Giám đốc Công an tỉnh"
    )


def test_2017_has_ten_units_scored_at_every_stage_by_every_method() -> None:
    document = DOCUMENTS[2017]
    assert len(document.units) == 10
    assert {criterion.method for criterion in document.criteria} == set(Method)
    for stage in Stage:
        assert all(cells_of(document, stage).values())
    assert all(standing.complete for standing in evaluate(document).standings)
    assert [standing.rank for standing in evaluate(document).standings][:3] == [1, 2, 3]


@each_year
def test_no_unit_has_a_place_without_a_complete_sheet(document: YearDocument) -> None:
    for standing in evaluate(document).standings:
        assert (standing.rank is not None) == (standing.missing == 0)


def test_a_missing_score_a_tie_that_is_broken_and_a_shared_place_can_be_seen() -> None:
    without_place = [standing.unit for standing in evaluate(DOCUMENTS[2013]).standings if not standing.rank]
    assert without_place == ["dau-gia"]
    broken = [standing for standing in evaluate(DOCUMENTS[2017]).standings if standing.rank in (5, 6)]
    assert broken[0].percent == broken[1].percent
    assert not any(standing.tied for standing in broken)
    shared = [standing.rank for standing in evaluate(DOCUMENTS[2016]).standings if standing.tied]
    assert shared == [7, 7]


@each_year
def test_titles_are_what_the_votes_said_and_within_the_quotas(document: YearDocument) -> None:
    result = evaluate(document)
    won = {
        (verdict.code.removesuffix("-2"), option.option)
        for verdict in result.polls
        for option in verdict.options
        if option.outcome in (OptionOutcome.ELECTED, OptionOutcome.PASSED)
    }
    polls = {"province_flag": "co-thi-dua", "province_certificate": "bang-khen"}
    proposed = [award for award in document.awards if award.stage is AwardStage.PROPOSED]
    assert {(polls[award.award], award.unit) for award in proposed} == {
        pair for pair in won if pair[0] in polls.values()
    }
    given = Counter(award.award for award in proposed)
    assert all(given[award] <= most for award, most in result.quotas.items())
    plan = document.next or NextYear()
    assert won >= {("truong-khoi", plan.head)} | {("pho-truong-khoi", code) for code in plan.deputies}


def test_whoever_is_chosen_leads_the_next_year() -> None:
    for year in range(2014, 2018):
        plan = DOCUMENTS[year - 1].next or NextYear()
        offices = {unit.office: unit.code for unit in DOCUMENTS[year].units if unit.office}
        assert offices == {OfficeRole.HEAD: plan.head, OfficeRole.DEPUTY: plan.deputies[0]}


@each_year
def test_the_database_comes_to_what_the_file_comes_to(loaded: Engine, document: YearDocument) -> None:
    expected = evaluate(document)
    with reading(loaded) as session:
        year = find_year(session, document.block.code, document.year)
        assert evaluate(year_document(session, year)) == expected
        key = year.id or 0
        stored = standings_of_years(session, [key], tuple(expected.standings[0].branches))[key]
    assert stored == expected.standings


def test_every_round_that_was_held_has_its_verdict_and_those_of_the_past_stand_for_good(
    loaded: Engine,
) -> None:
    with reading(loaded) as session:
        rounds = session.exec(select(Poll, BlockYear.year).join(BlockYear)).all()
    held = [(row, year) for row, year in rounds if row.state is not PollState.DRAFT]
    assert {(year, row.state) for row, year in held if row.certified_at} == {
        (year, PollState.CERTIFIED) for year in range(2013, 2017)
    }
    assert {row.state for row, year in held if year >= 2017} == {PollState.PUBLISHED}
    outcomes = Counter(row.verdict["outcome"] for row, _year in held if row.verdict)
    assert outcomes == {PollOutcome.DECIDED: len(held) - 1, PollOutcome.TIED: 1}


@pytest.mark.parametrize("year", DOCUMENTS)
def test_who_was_in_the_hall_is_what_the_rounds_of_the_year_were_counted_on(
    loaded: Engine, year: int
) -> None:
    with reading(loaded) as session:
        row = find_year(session, "noi-chinh", year)
        there = roll_now(session, row.id or 0, rehearsal=False).attendance
        held = session.exec(
            select(Poll).where(Poll.block_year_id == row.id, Poll.state != PollState.DRAFT)
        ).all()
    assert {(poll.summoned, poll.present) for poll in held} == {(there.summoned, there.present)}
    assert there.summoned == len(DOCUMENTS[year].units)


def test_each_round_was_held_on_the_day_of_its_conference_while_its_point_went_on(loaded: Engine) -> None:
    with reading(loaded) as session:
        held = session.exec(
            select(Poll, AgendaItem, BlockYear)
            .join(AgendaItem, col(AgendaItem.id) == Poll.item_id)
            .join(BlockYear, col(BlockYear.id) == Poll.block_year_id)
            .where(Poll.state != PollState.DRAFT)
        ).all()
    assert len(held) == sum(len(document.polls) for document in DOCUMENTS.values())
    for poll, item, year in held:
        told = [item.started_at, poll.opened_at, poll.closed_at, poll.published_at, item.finished_at]
        moments = [moment for moment in told if moment]
        assert len(moments) == len(told)
        assert moments == sorted(moments)
        assert {moment.date() for moment in moments} == {year.conference_on}


def test_of_2017_one_point_is_under_way_and_its_votes_can_be_opened(loaded: Engine) -> None:
    with reading(loaded) as session:
        year = find_year(session, "noi-chinh", 2017)
        course = agenda_of_year(session, year.id or 0)
        hall = hall_now(session, year.id or 0)
        drafts = session.exec(
            select(Poll).where(Poll.state == PollState.DRAFT, Poll.item_id == course.current_id)
        )
        ways = [(poll.method, poll.mode) for poll in drafts]
    assert [item.kind for item in course.items] == [
        AgendaKind.OTHER,
        AgendaKind.REPORT,
        AgendaKind.DISCUSSION,
        AgendaKind.PLAN,
        AgendaKind.TITLES,
        AgendaKind.OFFICES,
        AgendaKind.TITLES,
        AgendaKind.OTHER,
    ]
    assert course.current is not None
    assert course.current.place == 7
    assert ways == [(PollMethod.SECRET, BoxMode.STANDARD), (PollMethod.HANDS, None)]
    assert (hall.view, hall.standings_shown) == (HallView.POLL, True)


def test_the_conference_of_2025_is_prepared_and_can_be_rehearsed(loaded: Engine) -> None:
    with writing(loaded) as session:
        year = find_year(session, "noi-chinh-phu-tho", 2025)
        found = readiness(session, year.id or 0, datetime.now(UTC))
        tried = begin_rehearsal(session, OPERATOR, year.id or 0)
    assert (found.points, found.missing_votes, found.without_rule, found.without_ballot) == (7, (), (), ())
    assert tried == found.rounds == 5


def test_the_titles_of_the_past_were_passed_and_decided_by_papers_with_a_number(loaded: Engine) -> None:
    with reading(loaded) as session:
        past = session.exec(select(Award).join(BlockYear).where(BlockYear.year < 2017)).all()
    of_vinh_phuc = [row for row in past if row.stage is not AwardStage.PROPOSED]
    stages = Counter(row.stage for row in of_vinh_phuc)
    assert stages[AwardStage.PASSED] == stages[AwardStage.DECIDED]
    assert all(row.document_number and row.decided_on for row in of_vinh_phuc)


def test_the_vote_of_2017_names_the_head_and_deputy_of_2018(loaded: Engine) -> None:
    with reading(loaded) as session:
        year = find_year(session, "noi-chinh", 2017)
        chosen = session.exec(
            select(BlockOffice).where(
                BlockOffice.block_year_id == year.id, BlockOffice.term == OfficeTerm.NEXT
            )
        ).all()
        roll = roll_of_year(session, year.block_id, year.id or 0, 2017)
    names = {line.unit_id: line.name for line in roll}
    assert {row.role: names[row.unit_id] for row in chosen} == {
        OfficeRole.HEAD: "Viện kiểm sát nhân dân tỉnh",
        OfficeRole.DEPUTY: "Sở Tư pháp",
    }


def test_every_head_and_deputy_has_a_way_to_the_office(loaded: Engine) -> None:
    """The news item of 28/12/2017: the conference put forward head and deputy of 2018."""
    with reading(loaded) as session:
        year = find_year(session, "noi-chinh", 2017)
        held = offices_of_block(session, OPERATOR, year.block_id)
        people = representatives_of_roll(session, year.id or 0, 2017)
    assert [(line.name, line.chosen, line.round) for line in held if line.year == 2018] == [
        ("Viện kiểm sát nhân dân tỉnh", Chosen.VOTE, "Suy tôn Trưởng khối năm 2018"),
        ("Sở Tư pháp", Chosen.VOTE, "Suy tôn Phó Trưởng khối năm 2018"),
    ]
    assert {line.year: line.chosen for line in held if line.year < 2018} == {
        2013: Chosen.APPOINTMENT,
        **dict.fromkeys(range(2014, 2018), Chosen.VOTE),
    }
    assert all(line.round for line in held if line.chosen is Chosen.VOTE)
    assert [line.year for line in held if line.handed_over_on] == [
        2016,
        2016,
        2015,
        2015,
        2014,
        2014,
        2013,
        2013,
    ]
    assert "Nguyễn Chi Lăng" in {line.person for line in people.values()}


def test_each_year_shows_the_names_of_its_time(loaded: Engine) -> None:
    called, rolls = {}, {}
    with reading(loaded) as session:
        for year in DOCUMENTS:
            row = find_year(session, "noi-chinh", year)
            roll = roll_of_year(session, row.block_id, row.id or 0, year)
            rolls[year] = {line.code for line in roll}
            called[year] = next(line.name for line in roll if line.code == "thi-hanh-an")
        events = [one.names for one in events_of_block(session, row.block_id)]
    assert called == {
        2013: "Thi hành án dân sự tỉnh",
        2014: "Thi hành án dân sự tỉnh",
        2015: "Cục Thi hành án dân sự tỉnh",
        2016: "Cục Thi hành án dân sự tỉnh",
        2017: "Cục Thi hành án dân sự tỉnh",
    }
    assert rolls[2015] - rolls[2016] == {"tro-giup-phap-ly", "dau-gia"}
    assert rolls[2016] - rolls[2015] == {"phap-ly-dau-gia"}
    of_its_years = [event for event in events if event.effective_on.year <= 2017]
    assert [(event.kind, len(event.before), len(event.after)) for event in of_its_years] == [
        (UnitEventKind.RENAME, 1, 1),
        (UnitEventKind.MERGE, 2, 1),
    ]
    assert all(event.illustrative for event in events)


PROVINCES = {
    (document.block.code, document.year): document
    for document in (read_year(file.read_bytes()) for file in sorted(PROVINCE_FILES.glob("*-[0-9]*.yaml")))
}


@pytest.mark.parametrize("document", PROVINCES.values(), ids=lambda one: f"{one.block.code}-{one.year}")
def test_three_provinces_become_one_and_every_year_still_says_what_its_file_says(
    loaded: Engine, document: YearDocument
) -> None:
    with reading(loaded) as session:
        row = find_year(session, document.block.code, document.year)
        assert evaluate(year_document(session, row)) == evaluate(document)
        names = [unit.name for unit in year_document(session, row).units]
    assert names == [unit.name for unit in document.units]


def test_the_courts_of_three_provinces_come_before_the_one_of_2025(loaded: Engine) -> None:
    with reading(loaded) as session:
        row = find_year(session, "noi-chinh-phu-tho", 2025)
        roll = roll_of_year(session, row.block_id, row.id or 0, 2025)
        court = next(line.unit_id for line in roll if line.code == "toa-an-2025")
        before = lineage_of_unit(session, court).predecessors
        known = registry_of(session, (), [one.unit_id for one in before])
        old = find_year(session, "noi-chinh", 2017)
        in_2025 = [past for past in registry_of(session, [old.block_id]).values() if past.ended is None]
    assert {known[one.unit_id].name_on(date(2024, 12, 31)) for one in before} == {
        "Tòa án nhân dân tỉnh",
        "Tòa án nhân dân tỉnh Phú Thọ",
        "Tòa án nhân dân tỉnh Hòa Bình",
    }
    assert {one.day for one in before} == {date(2025, 7, 1)}
    assert in_2025 == []


def test_the_reorganisation_of_2025_can_be_undone_once_its_rolls_are_empty(loaded: Engine) -> None:
    with writing(loaded) as session:
        sheet = session.exec(select(Reorganisation.id)).one()
        with pytest.raises(UndoRefused) as refused:
            undo_reorganisation(session, OPERATOR, sheet or 0)
    assert refused.value.reason is UndoFault.UNIT_IN_USE


def test_it_leaves_one_entry_on_the_trail_and_no_account(loaded: Engine) -> None:
    with reading(loaded) as session:
        assert [entry.action for entry in session.exec(select(TrailEntry))] == ["load_demonstration"]
        assert not session.exec(select(Account)).all()


def test_a_second_loading_is_refused_and_changes_nothing(loaded: Engine) -> None:
    with reading(loaded) as session:
        before = everything(session, *TABLES)
    with pytest.raises(DemonstrationPresent) as refused, writing(loaded) as session:
        load_demonstration(session, OPERATOR)
    assert refused.value.block == "noi-chinh"
    with reading(loaded) as session:
        assert everything(session, *TABLES) == before


def test_of_two_who_load_it_at_once_one_is_refused(engine: Engine) -> None:
    def load() -> str:
        try:
            with writing(engine) as session:
                load_demonstration(session, OPERATOR)
        except DemonstrationPresent:
            return "refused"
        return "loaded"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [done.result() for done in [pool.submit(load), pool.submit(load)]]
    assert sorted(outcomes) == ["loaded", "refused"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.UNIT_EDITOR])
def test_whoever_may_not_import_years_may_not_load_it(engine: Engine, role: Role) -> None:
    with writing(engine) as session:
        made = made_year(session)
        unit_id = made.unit_ids[0] if role is Role.UNIT_EDITOR else None
        actor = made_actor(session, role, block_id=made.block_id, unit_id=unit_id)
    with pytest.raises(NotAllowed), writing(engine) as session:
        load_demonstration(session, actor)


def test_2017_has_its_six_tasks_with_solutions_and_every_year_its_pledges(loaded: Engine) -> None:
    with reading(loaded) as session:
        rows = {year: find_year(session, "noi-chinh", year) for year in DOCUMENTS}
        block_id = rows[2017].block_id
        pledges = [
            pledges_of_year(session, block_id, row.id or 0, year)[0].pledge for year, row in rows.items()
        ]
        ahead = tasks_set_in(session, block_id, 2017, 2017)
        received = tasks_set_in(session, block_id, 2016, 2017)
        shortcomings = shortcomings_of_year(session, block_id, rows[2017].id or 0, 2017)
        valid = in_force(regulations_of_block(session, block_id), 2017)
    assert all(pledges)
    assert ahead is not None
    assert len(ahead.tasks) == 6
    assert all(task.solution for task in ahead.tasks)
    assert received is not None
    assert {task.progress for task in received.tasks} == {TaskProgress.DONE, TaskProgress.UNDER_WAY}
    assert len(shortcomings) == 3
    assert {line.document_number for line in valid.values()} == {"02/QC-KNC", "05/HD-KNC"}
    assert all("minh họa" in line.title for line in valid.values())


def test_the_sheets_of_the_open_years_went_from_step_to_step(loaded: Engine) -> None:
    with reading(loaded) as session:
        done = find_year(session, "noi-chinh", 2017)
        under_way = find_year(session, "noi-chinh-phu-tho", 2025)
        steps = {year.year: steps_of_year(session, year.id or 0) for year in (done, under_way)}
        lines = {line.rule.code: line for line in criteria_of_year(session, done.id or 0)}
        version = session.exec(select(CriteriaVersion)).one()
    assert len(steps[2017].locks) == 3 * 10
    assert [step for step, _unit in steps[2025].locks] == [SheetStep.SELF] * 5
    assert (version.number, len(version.tree or ())) == (1, len(lines))
    assert lines["1.3.2"].note
    assert lines["1"].origin_id is not None
