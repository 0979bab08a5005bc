"""Writes how a year's sheets went from step to step, which no year-file carries."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session, select

from models.enums import SheetStep
from models.record import Regulation
from models.scoring import CriteriaVersion, Criterion
from models.sheets import CellRemark, SheetDeadline, SheetLock
from models.year import BlockYear, YearUnit
from services.queries.criteria_sheet import register_of
from services.rules.criteria_kept import kept_mapping
from services.storage.year import unit_of


def write_sheets(session: Session, year: BlockYear, facts: Mapping[str, Any]) -> None:
    """Add steps, locks, notes and remarks to a year, and its criteria as they were frozen; days as texts."""
    key = year.id or 0
    nodes = session.exec(select(Criterion).where(Criterion.block_year_id == key))
    criteria = {row.code: row for row in nodes}
    for step, day in facts["steps"].items():
        due_on = date.fromisoformat(day) if day else None
        session.add(SheetDeadline(block_year_id=key, step=SheetStep(step), due_on=due_on))
    roll = session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == key)).all()
    for step, said in facts["locked"].items():
        codes = said.get("units")
        units = roll if codes is None else [unit_of(session, year.block_id, code) for code in codes]
        locked_at = _noon(said["on"])
        session.add_all(
            SheetLock(block_year_id=key, step=SheetStep(step), unit_id=unit_id, locked_at=locked_at)
            for unit_id in units
        )
    for code, note in facts["notes"].items():
        criteria[code].note = note
    session.add_all(
        CellRemark(
            block_year_id=key,
            step=SheetStep(said["step"]),
            unit_id=unit_of(session, year.block_id, said["unit"]),
            criterion_id=criteria[said["criterion"]].id or 0,
            text=said["text"],
            changed_at=_noon(said["on"]),
        )
        for said in facts["remarks"]
    )
    session.flush()
    if "frozen_on" in facts:
        _freeze(session, year, facts)


def _freeze(session: Session, year: BlockYear, facts: Mapping[str, Any]) -> None:
    key, at = year.id or 0, _noon(facts["frozen_on"])
    regulation = session.exec(
        select(Regulation.id).where(
            Regulation.block_id == year.block_id, Regulation.document_number == facts["document"]
        )
    ).one()
    session.add(
        CriteriaVersion(
            block_year_id=key,
            number=1,
            regulation_id=regulation,
            opened_at=at,
            frozen_at=at,
            tree=[kept_mapping(node) for node in register_of(session, year).tree],
        )
    )


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(5), UTC)
