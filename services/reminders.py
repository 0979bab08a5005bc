"""The text that reminds units, reviewers or the secretariat of a step of the score sheets; in Vietnamese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from models.enums import SheetStep
from services.rules.sheet_progress import MissingCell, SheetProgress
from services.workbooks.layouts import loaded_template

TO_UNITS = frozenset({SheetStep.SELF, SheetStep.EXPLANATION})
"""The steps that the unit itself has to do, so that it can be written to alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A sheet that is not done, with the unit's name and the first cells that it lacks."""

    name: str
    progress: SheetProgress
    missing: Sequence[MissingCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Of which step of which year's sheets somebody is reminded, and by when it is due."""

    block: str
    year: int
    step: SheetStep
    last_day: date | None
    today: date


def letter_to_unit(occasion: Occasion, sheet: Reminded) -> str:
    """What to write to the one unit whose sheet that is; for the steps in TO_UNITS."""
    words, left = _words(), sheet.progress.missing - len(sheet.missing)
    counted = _counted(occasion.step, sheet.progress)
    lines = [words["some_missing" if left else "missing"].format(counted=counted[:1].upper() + counted[1:])]
    lines += [words["criterion"].format(code=cell.code, name=cell.name) for cell in sheet.missing]
    if left:
        lines.append(words["others"].format(count=left))
    return _letter(occasion, sheet.name, "asked_one", lines)


def letter_to_all(occasion: Occasion, sheets: Sequence[Reminded]) -> str:
    """What to write once to all whose sheets are not done, or to those who have to do them."""
    lines = [_line(occasion.step, number, sheet) for number, sheet in enumerate(sheets, 1)]
    to = _of_step(occasion.step)["to_all"].format(block=occasion.block)
    return _letter(occasion, to, "asked_all", lines)


def _letter(occasion: Occasion, to: str, asked: str, lines: Sequence[str]) -> str:
    words, of_step = _words(), _of_step(occasion.step)
    opening = words["opening"].format(to=to, year=occasion.year, block=occasion.block, asked=of_step[asked])
    parts = [opening, *([_last_day(occasion)] if occasion.last_day else []), "\n".join(lines)]
    return "\n\n".join([*parts, of_step["at_last"] + "\n" + words["closing"]])


def _last_day(occasion: Occasion) -> str:
    words, day = _words(), occasion.last_day or occasion.today
    days = (day - occasion.today).days
    left = words["left"]["today" if not days else "coming" if days > 0 else "gone"]
    said: str = words["last_day"].format(day=f"{day:%d/%m/%Y}", left=left.format(days=abs(days)))
    return said


def _line(step: SheetStep, number: int, sheet: Reminded) -> str:
    words = _words()
    if not sheet.progress.missing:
        alone: str = words["line_alone"].format(number=number, unit=sheet.name)
        return alone
    some = words["codes" if len(sheet.missing) == sheet.progress.missing else "some_codes"]
    codes = some.format(codes=", ".join(cell.code for cell in sheet.missing))
    line: str = words["line"].format(
        number=number, unit=sheet.name, counted=_counted(step, sheet.progress), codes=codes
    )
    return line


def _counted(step: SheetStep, progress: SheetProgress) -> str:
    return _of_step(step)["counted"].format(
        filled=progress.filled, to_fill=progress.to_fill, missing=progress.missing
    )


def _of_step(step: SheetStep) -> Mapping[str, str]:
    found: Mapping[str, str] = _words()["steps"][step.value]
    return found


@cache
def _words() -> dict[str, Any]:
    return loaded_template("reminders.yaml")
