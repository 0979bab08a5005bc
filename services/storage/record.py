"""Writes what a year-file does not carry of a block's record: pledges, shortcomings, tasks, regulations."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.enums import RegulationKind, TaskProgress
from models.record import Pledge, Regulation, Shortcoming
from models.year import BlockYear, YearTask
from services.storage.year import unit_of


def write_record(session: Session, year: BlockYear, facts: Mapping[str, Any]) -> None:
    """Add pledges and shortcomings to a year, and say more of the tasks that it has; days as texts."""
    key = year.id or 0
    for line in facts.get("pledges", ()):
        session.add(
            Pledge(
                block_year_id=key,
                unit_id=unit_of(session, year.block_id, line["unit"]),
                signed_on=date.fromisoformat(line["signed_on"]),
                titles=list(line["titles"]),
                text=line.get("text", ""),
            )
        )
    for line in facts.get("shortcomings", ()):
        session.add(
            Shortcoming(
                block_year_id=key,
                unit_id=_unit(session, year, line.get("unit")),
                text=line["text"],
                remedy=line["remedy"],
            )
        )
    tasks = select(YearTask).where(YearTask.block_year_id == key).order_by(col(YearTask.position))
    for task, line in zip(session.exec(tasks), facts.get("tasks", ()), strict=True):
        task.solution, task.note = line["solution"], line.get("note", "")
        task.owner_id = _unit(session, year, line.get("owner"))
        task.due_on = date.fromisoformat(line["due_on"])
        task.progress = TaskProgress(line.get("progress", TaskProgress.NOT_STARTED))


def write_regulations(session: Session, block_id: int, facts: Sequence[Mapping[str, Any]]) -> None:
    """Add versions of the regulation and the criteria to a block."""
    session.add_all(
        Regulation(
            block_id=block_id,
            kind=RegulationKind(line["kind"]),
            title=line["title"],
            document_number=line["document_number"],
            issued_on=date.fromisoformat(line["issued_on"]),
            valid_from=date.fromisoformat(line["valid_from"]),
        )
        for line in facts
    )


def _unit(session: Session, year: BlockYear, code: str | None) -> int | None:
    return None if code is None else unit_of(session, year.block_id, code)
