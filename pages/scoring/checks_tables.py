"""The findings of the checks as tables: figures as people read them, and where each of them lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums import Stage
from pages.scoring.checks_words import Check
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.step_words import STEPS
from services.queries.checks import CheckedCells
from services.queries.criteria import CriterionLine
from services.queries.registry import UnitLine
from services.queries.sheet_steps import STEPS_OF_STAGE
from services.rules import outliers
from services.rules.exact import rounded
from services.rules.outliers import Lead, Limits


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tree, the scored units that are shown, and their cells."""

    lines: Sequence[CriterionLine]
    units: Sequence[UnitLine]
    read: CheckedCells


class Table:
    """Rows of a check, with a label for each column of words and of figures.

    `places`: the codes of the unit and the criterion that each row is about, empty where it is of several.
    """

    def __init__(self, sheets: Sheets, figures: Mapping[str, str], words: Mapping[str, str] | None = None):
        self._sheets = sheets
        self.figures, self.words = figures, dict(words or {})
        self.rows: list[dict[str, str]] = []
        self.places: list[tuple[str, str]] = []

    def add(self, unit: str = "", criterion: str = "", **row: str) -> None:
        """One row more, which begins with what its unit and its criterion are called."""
        place = {}
        if unit:
            place["unit"] = next(one.brief for one in self._sheets.units if one.code == unit)
        if criterion:
            rules = (line.rule for line in self._sheets.lines)
            place["criterion"] = next(f"{criterion} {rule.name}" for rule in rules if rule.code == criterion)
        self.rows.append(place | row)
        self.places.append((unit, criterion))

    def labels(self) -> dict[str, str]:
        """The columns of words, those of the places first."""
        of_places = {"unit": _("Unit"), "criterion": _("Criterion")}
        return {name: label for name, label in of_places.items() if name in self.rows[0]} | self.words


def tables_of(sheets: Sheets, stage: Stage, limits: Limits) -> dict[Check, Table]:
    """The table of every check; those that compare units do so at the stage."""
    own, review = sheets.read.cells[Stage.SELF], sheets.read.cells[Stage.REVIEW]
    rules = [line.rule for line in sheets.lines]
    lead = outliers.self_minus_review(rules, own, review)
    return {
        Check.FAR_FROM_REVIEW: _far_from_review(sheets, limits),
        Check.CHANGED_AFTER_REVIEW: _changed(sheets),
        Check.AT_MAXIMUM: _at_maximum(sheets, stage, limits),
        Check.FAR_FROM_MEDIAN: _far_from_median(sheets, stage, limits),
        Check.ALL_THE_SAME: _all_the_same(sheets, stage, limits),
        Check.BY_UNIT: _leads(sheets, lead.by_unit, "unit"),
        Check.BY_CRITERION: _leads(sheets, lead.by_criterion, "criterion"),
        Check.UNSAVED: _unsaved(sheets),
    }


def _far_from_review(sheets: Sheets, limits: Limits) -> Table:
    table = Table(sheets, {"own": _("Self score"), "review": _("Review"), "apart": _("Difference")})
    own, review = sheets.read.cells[Stage.SELF], sheets.read.cells[Stage.REVIEW]
    found = outliers.far_from_review([line.rule for line in sheets.lines], own, review, limits)
    for one in sorted(found, key=lambda one: -abs(one.difference)):
        figures = {"own": formats.points(one.own), "review": formats.points(one.review)}
        table.add(one.unit, one.criterion, **figures, apart=_signed(one.difference))
    return table


def _changed(sheets: Sheets) -> Table:
    words = {"reviewed": _("Reviewed at"), "changed": _("Self score changed at")}
    table = Table(sheets, {}, words)
    for one in outliers.changed_after_review(sheets.read.changed, sheets.read.reviewed):
        moments = {"reviewed": formats.moment(one.reviewed), "changed": formats.moment(one.changed)}
        table.add(one.unit, one.criterion, **moments)
    return table


def _at_maximum(sheets: Sheets, stage: Stage, limits: Limits) -> Table:
    table = Table(sheets, {"criteria": _("Criteria"), "points": _("Points")})
    rules = [line.rule for line in sheets.lines]
    for one in outliers.everywhere_at_maximum(rules, sheets.read.cells[stage], limits):
        table.add(one.unit, criteria=formats.count(one.leaves), points=formats.points(one.points))
    return table


def _far_from_median(sheets: Sheets, stage: Stage, limits: Limits) -> Table:
    table = Table(sheets, {"points": _("Points"), "median": _("Median"), "apart": _("Difference")})
    rules = [line.rule for line in sheets.lines]
    found = outliers.far_from_median(rules, sheets.read.cells[stage], limits)
    for one in sorted(found, key=lambda one: -abs(one.distance)):
        median, apart = (rounded(figure, places=0) for figure in (one.median, one.distance))
        figures = {"points": formats.points(one.points), "median": formats.points(median)}
        table.add(one.unit, one.criterion, **figures, apart=_signed(apart))
    return table


def _all_the_same(sheets: Sheets, stage: Stage, limits: Limits) -> Table:
    table = Table(sheets, {"units": _("Units"), "points": _("Points"), "max": _("Maximum")})
    rules = [line.rule for line in sheets.lines]
    for one in outliers.all_the_same(rules, sheets.read.cells[stage], limits):
        figures = {"points": formats.points(one.points), "max": formats.points(one.maximum)}
        table.add(criterion=one.criterion, units=formats.count(one.units), **figures)
    return table


def _leads(sheets: Sheets, leads: Mapping[str, Lead], kind: str) -> Table:
    """How self and review differ, for each unit or each criterion that has both; the highest lead first."""
    labels = {"cells": _("Cells"), "up": _("More"), "down": _("Less"), "apart": _("Difference")}
    table = Table(sheets, labels)
    for code, lead in sorted(leads.items(), key=lambda one: -one[1].difference):
        if lead.cells:
            figures = {"up": formats.points(lead.up), "down": formats.points(lead.down)}
            figures |= {"cells": formats.count(lead.cells), "apart": _signed(lead.difference)}
            table.add(**{kind: code}, **figures)
    return table


def _unsaved(sheets: Sheets) -> Table:
    words = {"person": _("Person"), "stage": _("Stage"), "kept": _("Last typed")}
    table = Table(sheets, {"cells": _("Cells"), "doubtful": _("Doubtful")}, words)
    for one in sheets.read.unsaved:
        stage = _(STEPS[STEPS_OF_STAGE[one.stage][0]]) if one.stage else ""
        figures = {"cells": formats.count(one.cells), "doubtful": formats.count(one.doubtful)}
        table.add(person=one.person, stage=stage, kept=formats.moment(one.kept_at), **figures)
    return table


def _signed(hundredths: int) -> str:
    return ("+" if hundredths > 0 else "") + formats.points(hundredths)
