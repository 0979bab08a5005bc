"""A block's year out of the database, as the values that a year-file holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from sqlmodel import Session, SQLModel, select

from models.enums import OfficeRole, OfficeTerm, Stage
from models.registry import Block
from models.types import table_of
from models.year import Award, Band, BlockOffice, BlockYear, Quota, YearTask
from services.access import require_in_year
from services.errors.base import NotFound
from services.queries.criteria import CriterionLine, criteria_of_year
from services.queries.polls import counted_polls
from services.queries.registry import UnitLine, block_styles, roll_of_year
from services.queries.scores import entry_of, score_rows
from services.queries.standings import band_of
from services.rules import document as rules
from services.rules.criteria_sums import without_loose_sums
from services.rules.exact import share_of
from services.rules.rights import Actor, Permission
from services.rules.writing import as_yaml

Row = TypeVar("Row", bound=SQLModel)


def find_year(session: Session, block_code: str, year: int) -> BlockYear:
    """The row of a block's year.

    Raises:
        NotFound: no such block, or no such year of it.
    """
    block_id = session.exec(select(Block.id).where(Block.code == block_code)).first()
    if block_id is None:
        raise NotFound(kind="block", name=block_code)
    row = session.exec(
        select(BlockYear).where(BlockYear.block_id == block_id, BlockYear.year == year)
    ).first()
    if row is None:
        raise NotFound(kind="year", name=f"{block_code} {year}")
    return row


def year_document(
    session: Session, block_year: BlockYear, *, stage: Stage | None = None
) -> rules.YearDocument:
    """Everything that a year-file can hold of the year; rounds that are not closed are left out.

    `stage`: the scores of that one alone, where others are not asked about.
    """
    key = block_year.id or 0
    block_code = session.exec(select(Block.code).where(Block.id == block_year.block_id)).one()
    style = block_styles(session, block_year.block_id).at(block_year.block_id, block_year.year)
    roll = roll_of_year(session, block_year.block_id, key, block_year.year)
    codes = {unit.unit_id: unit.code for unit in roll}
    lines = criteria_of_year(session, key)
    return rules.YearDocument(
        year=block_year.year,
        block=rules.BlockIdentity(code=block_code, name=style.name, kind=style.kind, province=style.province),
        theme=block_year.theme,
        units=tuple(_member(unit) for unit in roll),
        criteria=without_loose_sums([line.rule for line in lines]),
        scores=tuple(_scores(session, key, lines, codes, stage)),
        ranking=rules.RankingRule(
            stage=block_year.ranking_stage, by=block_year.ranking_by, tie_breaks=tuple(block_year.tie_breaks)
        ),
        classification=tuple(band_of(row.model_dump()) for row in _rows(session, Band, key)),
        quotas=tuple(quota_of(row) for row in _rows(session, Quota, key)),
        polls=tuple(counted_polls(session, key, codes)),
        awards=tuple(_award(row, codes) for row in _rows(session, Award, key)),
        next=_next_year(session, key, codes),
    )


def year_file(session: Session, actor: Actor, block_year_id: int) -> bytes:
    """The year-file of the year, in UTF-8.

    Raises:
        NotFound: there is no such year.
        NotAllowed: the actor may not take year-files in, and thus not out.
    """
    require_in_year(session, actor, Permission.IMPORT_YEAR, block_year_id)
    return as_yaml(year_document(session, session.get_one(BlockYear, block_year_id))).encode()


def _rows(session: Session, table: type[Row], key: int) -> list[Row]:
    columns = table_of(table).c
    return list(session.exec(select(table).where(columns.block_year_id == key).order_by(columns.position)))


def _scores(
    session: Session,
    key: int,
    lines: Iterable[CriterionLine],
    codes: Mapping[int, str],
    stage: Stage | None,
) -> Iterator[rules.Score]:
    criteria = {line.criterion_id: line.rule for line in lines}
    for row in score_rows(session, key, stage):
        yield entry_of(row, codes[row["unit_id"]], criteria[row["criterion_id"]])


def _member(unit: UnitLine) -> rules.MemberUnit:
    return rules.MemberUnit(
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        office=unit.office,
        scored=unit.scored,
        votes=unit.votes,
    )


def quota_of(row: Quota) -> rules.Quota:
    """A stored quota as the rules know it."""
    share = None if row.share is None else share_of(row.share)
    return rules.Quota(award=row.award, max=row.maximum, share_of_remaining=share, after=tuple(row.after))


def _award(row: Award, codes: Mapping[int, str]) -> rules.Award:
    return rules.Award(
        award=row.award,
        unit=codes[row.unit_id],
        stage=row.stage,
        number=row.document_number,
        date=row.decided_on,
    )


def _next_year(session: Session, key: int, codes: Mapping[int, str]) -> rules.NextYear | None:
    offices = [row for row in _rows(session, BlockOffice, key) if row.term is OfficeTerm.NEXT]
    tasks = tuple(row.text for row in _rows(session, YearTask, key))
    if not offices and not tasks:
        return None
    heads = [codes[row.unit_id] for row in offices if row.role is OfficeRole.HEAD]
    deputies = tuple(codes[row.unit_id] for row in offices if row.role is OfficeRole.DEPUTY)
    return rules.NextYear(head=heads[0] if heads else None, deputies=deputies, tasks=tasks)
