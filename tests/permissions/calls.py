"""How each command is called on a `World`, so that whoever may do it can."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from models.accounts import Account
from models.enums import (
    BlockKind,
    ContactRole,
    OfficeRole,
    OfficeTerm,
    PollState,
    Role,
    ShareView,
    SheetStep,
    Stage,
    TaskProgress,
    YearState,
)
from models.polls import Poll
from models.registry import Unit
from models.scoring import CriteriaVersion, Criterion, Score, ScoreChange
from models.sessions import SecondFactor
from models.sheets import Evidence, ScoringLock, SheetLock
from models.types import table_of
from models.year import BlockYear, YearUnit
from services import (
    accounts,
    archive,
    blocks,
    calendar,
    criteria,
    criteria_ancestry,
    criteria_versions,
    demonstration,
    drafts,
    evidence,
    groups,
    offices,
    passwords,
    pledges,
    poll_steps,
    ranking_rules,
    registry,
    regulations,
    remarks,
    reorganisation,
    representatives,
    scoring,
    scoring_lock,
    second_factor,
    sessions,
    sharing,
    sheets,
    shortcomings,
    tasks,
    unit_import,
    voting,
    years,
)
from services.queries.archive import year_document
from services.queries.criteria import criteria_of_year
from services.queries.criteria_sheet import plan_of_criteria
from services.queries.people_sheet import plan_of_people
from services.queries.polls import UNDER_WAY
from services.rules.cell_edits import CellEdit
from services.rules.cell_place import CellPlace
from services.rules.counting import Attendance
from services.rules.document import RankingRule
from services.rules.ranking_entry import RankingEntry
from services.rules.rights import OPERATOR, Actor
from services.rules.second_factor import code_of_step, step_at
from services.storage.files import Upload, keep_file
from services.workbooks.tables import SheetRow
from tests.factories import PASSWORD
from tests.files import PDF
from tests.permissions.conference_calls import CONFERENCE_CALLS
from tests.permissions.counting_calls import COUNTING_CALLS
from tests.permissions.hall_calls import HALL_CALLS
from tests.permissions.outcome_calls import OUTCOME_CALLS
from tests.permissions.voting_calls import VOTING_CALLS
from tests.permissions.world import (
    ACTIVITY,
    DAY,
    LAN,
    MILESTONE,
    PLEDGE,
    REGULATION,
    ROWS,
    SHORTCOMING,
    STYLE,
    TASK,
    World,
    rename,
    version_of_tasks,
    version_of_year,
)
from tests.rounds import codes, counts, frame, version
from tests.typed import typed_node

Call = Callable[[Session, Actor, World, str], object]
KEY = "a key that seals secrets in these tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PERSON = accounts.PersonEntry("Người khác", [accounts.RoleEntry(Role.VIEWER)])


def _now() -> datetime:
    return datetime.now(UTC)


def _in_any_state(act: Callable[[Session, Actor, World], object]) -> Call:
    return lambda session, actor, world, _state: act(session, actor, world)


def _poll(world: World, state: str) -> int:
    return world.polls[PollState(state)]


def _cell(world: World, place: int, seen: int = 0) -> list[CellEdit]:
    return [CellEdit(world.made.unit_ids[place], world.criterion_id, "8", seen)]


def _save_cells(session: Session, actor: Actor, world: World, state: str) -> None:
    """States: closed year, final, or "self, own unit" and so on; the own unit is the first."""
    stage, _, whose = state.partition(", ")
    wanted = Stage(stage) if stage in list(Stage) else Stage.SELF
    place = 1 if whose == "other unit" else 0
    seen = 1 if wanted is Stage.FINAL else 0
    scoring.save_cells(session, actor, world.made.id, wanted, _cell(world, place, seen))


def _take_back_cells(session: Session, actor: Actor, world: World, state: str) -> None:
    """States: open year, closed year, or "own saving, self, own unit" and so on."""
    own, _, where = state.partition(", ")
    stage, saved_at = Stage.FINAL, world.saved_at
    if own == "own saving":
        stage = Stage(where.partition(", ")[0])
        cell = _cell(world, 1 if where.endswith("other unit") else 0, 1 if stage is Stage.FINAL else 0)
        saved_at = scoring.save_cells(session, OPERATOR, world.made.id, stage, cell).saved_at or saved_at
        for change in session.exec(select(ScoreChange).where(ScoreChange.changed_at == saved_at)):
            if actor.account_id is None or session.get(Account, actor.account_id) is not None:
                change.changed_by = actor.account_id
        session.flush()
    scoring.take_back_cells(session, actor, world.made.id, stage, saved_at)


def _save_criteria(session: Session, actor: Actor, world: World, _state: str) -> None:
    (line,) = criteria_of_year(session, world.made.id)
    typed = {"criterion_id": str(line.criterion_id), "code": "1", "name": "Khác", "method": "direct"}
    nodes = [typed_node({**typed, "max": "10"})]
    criteria.save_criteria(session, actor, world.made.id, nodes, {line.criterion_id: line.version})


def _on_poll(act: Callable[..., object], *facts: object) -> Call:
    def call(session: Session, actor: Actor, world: World, state: str) -> object:
        # In a closed year stands a round that is right for the command otherwise
        poll_id = _poll(world, _RIGHT_FOR[act] if state == "closed year" else state)
        given = (fact(session, poll_id) if callable(fact) else fact for fact in facts)
        kept = {"folder": world.folder} if act in _WITH_BOX else {}
        return act(session, actor, poll_id, *given, seen_version=version(session, poll_id), **kept)

    return call


_WITH_BOX = (poll_steps.open_poll, poll_steps.close_poll, poll_steps.certify_poll, poll_steps.void_poll)

_RIGHT_FOR: dict[Callable[..., object], str] = {
    voting.change_poll: "draft",
    voting.withdraw_option: "draft",
    voting.reinstate_option: "draft",
    voting.prepare_next_round: "published",
    poll_steps.open_poll: "draft",
    poll_steps.close_poll: "open",
    poll_steps.record_counts: "closed",
    poll_steps.settle_poll: "closed",
    poll_steps.recount_poll: "counted",
    poll_steps.publish_poll: "counted",
    poll_steps.certify_poll: "published",
    poll_steps.void_poll: "open",
}


def _import_year(session: Session, actor: Actor, world: World, _state: str) -> None:
    # No file is taken over while a vote goes on
    session.exec(update(Poll).where(col(Poll.state).in_(UNDER_WAY)).values(state=PollState.DRAFT))
    document = year_document(session, session.get_one(BlockYear, world.made.id))
    archive.import_year(session, actor, replace(document, theme="Khác"))


def _edit_year(session: Session, actor: Actor, world: World, _state: str) -> None:
    seen = version_of_year(session, world.made)
    years.edit_year(
        session,
        actor,
        world.made.id,
        seen_version=seen,
        theme="Khác",
        conference_on=None,
        conference_place="",
        chaired_by="",
    )


def _move_year(session: Session, actor: Actor, world: World, _state: str) -> None:
    seen = session.get_one(BlockYear, world.made.id).state
    wanted = {YearState.DRAFT: YearState.SCORING, YearState.PUBLISHED: YearState.CONFERENCE}[seen]
    years.move_year(session, actor, world.made.id, seen, wanted, "Nhập nhầm")


def _set_tasks(session: Session, actor: Actor, world: World, _state: str) -> None:
    seen = version_of_tasks(session, world.made)
    tasks.set_tasks(session, actor, world.made.id, [TASK, TASK], seen_version=seen)


def _note_progress(session: Session, actor: Actor, world: World, _state: str) -> None:
    seen = version_of_tasks(session, world.made)
    tasks.note_progress(session, actor, world.made.id, 0, TaskProgress.DONE, "", seen_version=seen)


def _edit_unit(session: Session, actor: Actor, world: World, _state: str) -> None:
    unit = session.get_one(Unit, world.made.unit_ids[0])
    entry = registry.UnitEntry(name="Khác")
    registry.edit_unit(session, actor, world.made.id, unit.id or 0, entry, seen_version=unit.version)


def _confirm_enrolment(session: Session, actor: Actor, _world: World, _state: str) -> None:
    shown = code_of_step(SECRET, step_at(_now()))
    second_factor.confirm_enrolment(session, actor, SECRET, shown, KEY, _now())


def _edit_people(session: Session, actor: Actor, world: World, _state: str) -> object:
    return accounts.edit_people(session, actor, world.people_scope, world.people_rows, seen={world.person: 1})


def _import_people(session: Session, actor: Actor, world: World, _state: str) -> object:
    plan = plan_of_people(session, actor, world.people_scope, world.people_rows)
    return accounts.import_people(session, actor, world.people_scope, world.people_rows, seen=plan)


def _create_link(session: Session, actor: Actor, world: World, _state: str) -> object:
    entry = sharing.LinkEntry(
        view=ShareView.PROJECTOR, label="Hội trường", expires_at=_now() + timedelta(hours=1)
    )
    return sharing.create_link(session, actor, world.made.id, entry, _now())


def _remove_second_factor(session: Session, actor: Actor, world: World, state: str) -> None:
    account_id = _whose(actor, world, state)
    if session.get(Account, account_id):
        secret = SecondFactor(account_id=account_id, sealed_secret="-", confirmed_at=_now(), last_step=0)
        session.merge(secret)
        session.flush()
    second_factor.remove_second_factor(session, actor, account_id)


def _import_criteria(session: Session, actor: Actor, world: World, _state: str) -> None:
    typed = [SheetRow(8, {"number": "1", "name": "Tiêu chí", "max": "10", "note": "Báo cáo"})]
    plan = plan_of_criteria(session, session.get_one(BlockYear, world.made.id), typed)
    criteria.import_criteria(session, actor, world.made.id, typed, seen=plan)


def _step_and_unit(world: World, state: str) -> tuple[SheetStep, int]:
    """States such as "self, own unit"; the own unit is the first."""
    step, _, whose = state.partition(", ")
    return SheetStep(step), world.made.unit_ids[1 if whose == "other unit" else 0]


def _lock_sheets(session: Session, actor: Actor, world: World, state: str) -> object:
    if state == "closed year":
        return sheets.lock_sheets(session, actor, world.made.id, SheetStep.FINAL, world.made.unit_ids[:1])
    step, unit_id = _step_and_unit(world, state)
    return sheets.lock_sheets(session, actor, world.made.id, step, [unit_id])


def _unlock_sheet(session: Session, actor: Actor, world: World, _state: str) -> None:
    year = world.made.id
    session.merge(SheetLock(block_year_id=year, step=SheetStep.SELF, unit_id=world.spare, locked_at=_now()))
    session.flush()
    sheets.unlock_sheet(session, actor, year, SheetStep.SELF, world.spare, "Nhầm")


def _remark_on_cell(session: Session, actor: Actor, world: World, state: str) -> None:
    step, unit_id = (
        (SheetStep.FINAL, world.made.unit_ids[0]) if state == "closed year" else _step_and_unit(world, state)
    )
    place = CellPlace(world.made.id, step, unit_id, world.criterion_id)
    remarks.remark_on_cell(session, actor, place, "Lời nhận xét", seen_version=0)


def _add_evidence(session: Session, actor: Actor, world: World, state: str) -> object:
    unit_id = world.made.unit_ids[1 if state == "other unit" else 0]
    place = (world.made.id, unit_id, world.criterion_id)
    return evidence.add_evidence(session, actor, *place, [Upload("a.pdf", PDF)], folder=world.folder)


def _remove_evidence(session: Session, actor: Actor, world: World, state: str) -> None:
    row = Evidence(
        block_year_id=world.made.id,
        unit_id=world.made.unit_ids[1 if state == "other unit" else 0],
        criterion_id=world.criterion_id,
        file_id=keep_file(session, world.folder, world.made.block_id, "a.pdf", PDF),
        added_at=_now(),
    )
    session.add(row)
    session.flush()
    evidence.remove_evidence(session, actor, row.id or 0, folder=world.folder)


def _trace_criteria(session: Session, actor: Actor, world: World, _state: str) -> object:
    (line,) = criteria_of_year(session, world.made.id)
    said = {line.criterion_id: criteria_ancestry.Descended(None, comparable=not line.comparable)}
    seen = {line.criterion_id: line.version}
    return criteria_ancestry.trace_criteria(session, actor, world.made.id, said, seen)


def _open_criteria(session: Session, actor: Actor, world: World, _state: str) -> object:
    version = CriteriaVersion(
        block_year_id=world.made.id, number=1, opened_at=_now(), frozen_at=_now(), tree=[]
    )
    session.add(version)
    session.flush()
    return criteria_versions.open_criteria(session, actor, world.made.id, "Sửa")


def _copy_criteria(session: Session, actor: Actor, world: World, _state: str) -> object:
    for table in (Score, ScoreChange, Criterion):
        session.exec(delete(table).where(table_of(table).c.block_year_id == world.made.id))
    return criteria_versions.copy_criteria(session, actor, world.made.id, world.made.id)


def _lock_scoring(session: Session, actor: Actor, world: World, _state: str) -> object:
    session.exec(update(YearUnit).where(col(YearUnit.unit_id) != world.made.unit_ids[0]).values(scored=False))
    return scoring_lock.lock_scoring(session, actor, world.made.id)


def _unlock_scoring(session: Session, actor: Actor, world: World, _state: str) -> None:
    session.add(ScoringLock(block_year_id=world.made.id, evaluation={}, sha256="-", locked_at=_now()))
    session.flush()
    scoring_lock.unlock_scoring(session, actor, world.made.id, "Sai sót")


def _whose(actor: Actor, world: World, state: str) -> int:
    return (actor.account_id or 0) if state == "own" else world.person


# What is done in a year; the first facts of every one are session and actor, then the year
_IN_YEAR: dict[str, Callable[[Session, Actor, World], object]] = {
    "add_unit": lambda s, a, w: registry.add_unit(s, a, w.made.id, registry.UnitEntry(name="Sở Mới")),
    "move_unit": lambda s, a, w: registry.move_unit(s, a, w.made.id, w.made.unit_ids[0], 2),
    "remove_from_roll": lambda s, a, w: registry.remove_from_roll(s, a, w.made.id, w.spare),
    "renew_roll": lambda s, a, w: registry.renew_roll(s, a, w.made.id),
    "set_offices": lambda s, a, w: offices.set_offices(
        s, a, w.made.id, OfficeTerm.CURRENT, [offices.OfficeEntry(w.made.unit_ids[1], OfficeRole.HEAD)]
    ),
    "hand_over": lambda s, a, w: offices.hand_over(s, a, w.made.id, w.made.unit_ids[0], date(2018, 1, 5), ""),
    "set_steps": lambda s, a, w: sheets.set_steps(s, a, w.made.id, {SheetStep.SELF: DAY}),
    "save_group": lambda s, a, w: groups.save_group(s, a, w.made.id, "Cụm mới", w.made.unit_ids[:1]),
    "remove_group": lambda s, a, w: groups.remove_group(s, a, w.group),
    "set_ranking_rules": lambda s, a, w: ranking_rules.set_ranking_rules(
        s, a, w.made.id, RankingEntry(rule=RankingRule()), seen_version=version_of_year(s, w.made)
    ),
    "freeze_criteria": lambda s, a, w: criteria_versions.freeze_criteria(s, a, w.made.id),
    "copy_polls": lambda s, a, w: voting.copy_polls(s, a, w.made.id, w.made.id),
    "prepare_poll": lambda s, a, w: voting.prepare_poll(s, a, w.made.id, frame("Mới"), w.made.unit_ids),
    "open_year": lambda s, a, w: years.open_year(s, a, w.made.id, 2018),
    "add_milestone": lambda s, a, w: calendar.add_milestone(s, a, w.made.id, MILESTONE),
    "edit_milestone": lambda s, a, w: calendar.edit_milestone(s, a, w.milestone, MILESTONE, seen_version=1),
    "complete_milestone": lambda s, a, w: calendar.complete_milestone(
        s, a, w.milestone, date(2017, 3, 1), seen_version=1
    ),
    "remove_milestone": lambda s, a, w: calendar.remove_milestone(s, a, w.milestone, seen_version=1),
    "add_customary_milestones": lambda s, a, w: calendar.add_customary_milestones(s, a, w.made.id),
    "add_activity": lambda s, a, w: calendar.add_activity(s, a, w.made.id, ACTIVITY),
    "edit_activity": lambda s, a, w: calendar.edit_activity(s, a, w.activity, ACTIVITY, seen_version=1),
    "remove_activity": lambda s, a, w: calendar.remove_activity(s, a, w.activity, seen_version=1),
    "sign_pledge": lambda s, a, w: pledges.sign_pledge(
        s, a, w.made.id, w.made.unit_ids[1], PLEDGE, folder=w.folder
    ),
    "edit_pledge": lambda s, a, w: pledges.edit_pledge(
        s, a, w.pledge, PLEDGE, seen_version=1, folder=w.folder
    ),
    "remove_pledge": lambda s, a, w: pledges.remove_pledge(s, a, w.pledge, seen_version=1, folder=w.folder),
    "note_shortcoming": lambda s, a, w: shortcomings.note_shortcoming(s, a, w.made.id, SHORTCOMING),
    "edit_shortcoming": lambda s, a, w: shortcomings.edit_shortcoming(
        s, a, w.shortcoming, SHORTCOMING, seen_version=1
    ),
    "remove_shortcoming": lambda s, a, w: shortcomings.remove_shortcoming(
        s, a, w.shortcoming, seen_version=1
    ),
}

# What is done beyond a year, or to the installation
_BEYOND: dict[str, Callable[[Session, Actor, World], object]] = {
    "preview_event": lambda s, a, w: reorganisation.preview_event(
        s, a, rename(w.made.unit_ids[0], "Đơn vị Một")
    ),
    "record_event": lambda s, a, w: reorganisation.record_event(
        s, a, rename(w.made.unit_ids[0], "Đơn vị Một")
    ),
    "apply_reorganisation": lambda s, a, w: reorganisation.apply_reorganisation(
        s, a, "Nữa", [rename(w.made.unit_ids[0], "Đơn vị Một")]
    ),
    "undo_event": lambda s, a, w: reorganisation.undo_event(s, a, w.event),
    "undo_reorganisation": lambda s, a, w: reorganisation.undo_reorganisation(s, a, w.reorganisation),
    "style_block": lambda s, a, w: blocks.style_block(s, a, w.made.block_id, date(2017, 8, 1), STYLE),
    "remove_block_style": lambda s, a, w: blocks.remove_block_style(s, a, w.made.block_id, DAY),
    "label_offices": lambda s, a, w: blocks.label_offices(s, a, w.made.block_id, "Cụm trưởng", ""),
    "name_representative": lambda s, a, w: representatives.name_representative(
        s, a, w.made.unit_ids[1], ContactRole.LEADER, DAY, LAN
    ),
    "remove_representative": lambda s, a, w: representatives.remove_representative(
        s, a, w.made.unit_ids[0], ContactRole.LEADER, DAY
    ),
    "add_regulation": lambda s, a, w: regulations.add_regulation(
        s, a, w.made.block_id, replace(REGULATION, valid_from=DAY), folder=w.folder
    ),
    "edit_regulation": lambda s, a, w: regulations.edit_regulation(
        s, a, w.regulation, REGULATION, seen_version=1, folder=w.folder
    ),
    "remove_regulation": lambda s, a, w: regulations.remove_regulation(
        s, a, w.regulation, seen_version=1, folder=w.folder
    ),
    "import_units": lambda s, a, w: unit_import.import_units(s, a, w.scope, ROWS, seen=w.plan),
    "open_block": lambda s, a, w: years.open_block(
        s, a, years.BlockEntry(name="Khối mới", kind=BlockKind.BLOCK, province="Phú Thọ"), 2017
    ),
    "load_demonstration": lambda s, a, w: demonstration.load_demonstration(s, a),
    "create_account": lambda s, a, w: accounts.create_account(s, a, "nguoi-moi", PERSON),
    "edit_person": lambda s, a, w: accounts.edit_person(s, a, w.person, PERSON, seen_version=1),
    "set_active": lambda s, a, w: accounts.set_active(s, a, w.person, active=False),
    "issue_code": lambda s, a, w: passwords.issue_code(s, a, w.person, _now()),
    "issue_codes": lambda s, a, w: passwords.issue_codes(s, a, [w.person], _now()),
    "revoke_link": lambda s, a, w: sharing.revoke_link(s, a, w.link, _now()),
    "let_in": lambda s, a, w: passwords.let_in(s, a, w.person, _now()),
    "change_own_name": lambda s, a, w: accounts.change_own_name(s, a, "Tên khác"),
    "begin_proof": lambda s, a, w: passwords.begin_proof(s, a, _now()),
    "is_own_password": lambda s, a, w: passwords.is_own_password(s, a, PASSWORD),
    "end_proof": lambda s, a, w: passwords.end_proof(s, a, _now()),
    "choose_password": lambda s, a, w: passwords.choose_password(s, a, "bon nam tu cua toi", _now()),
}

CALLS: dict[str, Call] = {
    **COUNTING_CALLS,
    **{
        name: _in_any_state(act)
        for name, act in (
            _IN_YEAR | _BEYOND | CONFERENCE_CALLS | HALL_CALLS | OUTCOME_CALLS | VOTING_CALLS
        ).items()
    },
    "keep_draft": lambda s, a, w, _state: drafts.keep_draft(
        s, a, w.made.id, "self", [CellEdit(w.made.unit_ids[0], w.criterion_id, "9", 0)], _now()
    ),
    "import_criteria": _import_criteria,
    "lock_sheets": _lock_sheets,
    "unlock_sheet": _unlock_sheet,
    "remark_on_cell": _remark_on_cell,
    "add_evidence": _add_evidence,
    "remove_evidence": _remove_evidence,
    "open_criteria": _open_criteria,
    "copy_criteria": _copy_criteria,
    "trace_criteria": _trace_criteria,
    "lock_scoring": _lock_scoring,
    "unlock_scoring": _unlock_scoring,
    "edit_unit": _edit_unit,
    "edit_people": _edit_people,
    "import_people": _import_people,
    "create_link": _create_link,
    "save_criteria": _save_criteria,
    "save_cells": _save_cells,
    "take_back_cells": _take_back_cells,
    "import_year": _import_year,
    "edit_year": _edit_year,
    "move_year": _move_year,
    "set_tasks": _set_tasks,
    "note_progress": _note_progress,
    "confirm_enrolment": _confirm_enrolment,
    "remove_second_factor": _remove_second_factor,
    "end_sessions_of": lambda s, a, w, state: sessions.end_sessions_of(s, a, _whose(a, w, state), _now()),
    "end_session": lambda s, a, w, state: sessions.end_session(
        s, a, (a.session_id or 0) if state == "own" else w.session_id, _now()
    ),
    "change_poll": _on_poll(voting.change_poll, frame("Khác")),
    "withdraw_option": _on_poll(voting.withdraw_option, lambda s, poll: codes(s, poll)[0]),
    "reinstate_option": _on_poll(voting.reinstate_option, lambda s, poll: codes(s, poll)[0]),
    "open_poll": _on_poll(poll_steps.open_poll, Attendance(summoned=9, present=9)),
    "close_poll": _on_poll(poll_steps.close_poll),
    "record_counts": _on_poll(poll_steps.record_counts, lambda s, poll: counts(s, poll, 4, 4, 1)),
    "settle_poll": _on_poll(poll_steps.settle_poll),
    "recount_poll": _on_poll(poll_steps.recount_poll, "Nhầm"),
    "publish_poll": _on_poll(poll_steps.publish_poll),
    "certify_poll": _on_poll(poll_steps.certify_poll),
    "void_poll": _on_poll(poll_steps.void_poll, "Nhầm"),
    "prepare_next_round": _on_poll(voting.prepare_next_round, "Vòng 2"),
}
