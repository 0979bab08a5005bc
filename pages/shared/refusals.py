"""The one place that says a refusal in words: what is wrong, where, and how to mend it."""

from dataclasses import fields
from datetime import date
from functools import singledispatch

from models.enums import BatchKind
from pages.shared.ballot_sentences import BATCHES, count_finding_sentence
from pages.shared.criteria_sentences import CRITERION_FIGURES, criterion_row_sentence, finding_sentence
from pages.shared.event_sentences import BY_EVENT_REASON
from pages.shared.formats import count, day, moment, points
from pages.shared.i18n import _, ngettext
from pages.shared.plain import plain
from pages.shared.poll_sentences import FIGURES
from pages.shared.sentences import BY_REASON, CELL_FAULTS, NOT_FOUND, SENTENCES
from pages.shared.step_words import STEPS
from services.errors import (
    accounts,
    ballots,
    base,
    criteria,
    files,
    registry,
    scoring,
    typed,
    voting,
    workbooks,
    year_file,
    years,
)
from services.errors.base import DomainError
from services.errors.scoring import CellFault, CellFaultKind
from services.errors.workbooks import SheetFault, WorkbookFault
from services.errors.year_file import Fault
from services.workbooks.places import cell_name

_MOST_FAULTS_SHOWN = 30
_MEGABYTE = 1_000_000


@singledispatch
def sentence_of(error: DomainError) -> str:
    """The refusal in the language of the session, as Markdown in which every name stays as typed."""
    reason = getattr(error, "reason", None)
    said = BY_REASON[reason] if reason else SENTENCES[type(error)]
    return _(said).format(**_facts(error))


@sentence_of.register
def _not_found(error: base.NotFound) -> str:
    return _(NOT_FOUND[error.kind]).format(name=plain(error.name))


@sentence_of.register
def _number(error: typed.TypedNumberRefused) -> str:
    limits = {name: points(getattr(error, name), trim=True) for name in ("minimum", "maximum", "step")}
    return _(BY_REASON[error.reason]).format(text=plain(error.text), **limits)


@sentence_of.register
def _poll_stands_at(error: voting.PollStandsAt) -> str:
    said = SENTENCES.get(type(error), BY_REASON[error.state])
    return _(said).format(title=plain(error.title))


@sentence_of.register
def _count_above(error: voting.CountAbove) -> str:
    if error.option is None:
        return _(BY_REASON[error.part]).format(count=count(error.count), limit=count(error.limit))
    return _(
        "{option}: {count} votes are more than the {limit} valid ballots. Count that line again."
    ).format(option=plain(error.option), count=count(error.count), limit=count(error.limit))


@sentence_of.register
def _counts_missing(error: voting.CountsMissing) -> str:
    missing = [_(FIGURES[part]) for part in error.parts] + [plain(name) for name in error.options]
    return _("These have still to be counted: {missing}. Save their counts, then close the vote.").format(
        missing=", ".join(missing)
    )


@sentence_of.register
def _counts_unreconciled(error: ballots.CountsUnreconciled) -> str:
    said = [count_finding_sentence(finding) for finding in error.findings]
    return listed(
        _("The count does not add up, so it was not taken. Look at these figures."), said, len(said)
    )


@sentence_of.register
def _year_out_of_range(error: years.YearOutOfRange) -> str:
    return _("The year {year} is out of range. Choose one from {earliest} to {latest}.").format(
        year=error.year, earliest=error.earliest, latest=error.latest
    )


@sentence_of.register
def _stale(error: base.Stale) -> str:
    if error.by is None or error.at is None:
        return _("Somebody has changed this since you opened it, so nothing was saved. Look at it again.")
    return _(
        "{name} changed this at {moment}, after you opened it, so nothing was saved. Look at it again."
    ).format(name=plain(error.by), moment=moment(error.at))


@sentence_of.register
def _criterion_figure(error: scoring.CriterionFigureRefused) -> str:
    return _("Criterion {code}, {figure}: {why}").format(
        code=plain(error.code), figure=_(CRITERION_FIGURES[error.figure]), why=sentence_of(error.problem)
    )


@sentence_of.register
def _cells(error: scoring.CellsRefused) -> str:
    number = len(error.faults)
    summary = ngettext(
        "{count} cell was not taken, so nothing was saved. Mend it and save again.",
        "{count} cells were not taken, so nothing was saved. Mend them and save again.",
        number,
    ).format(count=count(number))
    return listed(summary, [cell_sentence(fault) for fault in error.faults[:_MOST_FAULTS_SHOWN]], number)


@sentence_of.register
def _step(error: scoring.StepNotUsed) -> str:
    said = _('The sheets of this year do not go through the step "{step}". Add it to the steps first.')
    return said.format(step=_(STEPS[error.step]))


@sentence_of.register
def _sheet_locked(error: scoring.SheetIsLocked) -> str:
    said = _('The sheet of "{unit}" is locked at the step "{step}". Ask the secretary to unlock it.')
    return said.format(unit=plain(error.unit), step=_(STEPS[error.step]))


@sentence_of.register
def _evidence(error: files.EvidenceRefused) -> str:
    said = _('"{file}" was not taken, so none of the files was kept. {why}')
    return said.format(file=plain(error.file), why=sentence_of(error.problem))


@sentence_of.register
def _deadlines(error: scoring.DeadlinesOutOfOrder) -> str:
    said = _('"{later}" would be due on {last}, before "{earlier}" on {first}. Mend one of the days.')
    return said.format(
        earlier=_(STEPS[error.earlier]),
        first=day(error.first),
        later=_(STEPS[error.later]),
        last=day(error.last),
    )


def cell_sentence(fault: CellFault) -> str:
    """Why one cell was not taken, and where it is."""
    where = _("{unit}, criterion {criterion}: {why}")
    return where.format(unit=plain(fault.unit), criterion=plain(fault.criterion), why=_why(fault))


def _why(fault: CellFault) -> str:
    if fault.problem is not None:
        return sentence_of(fault.problem)
    if fault.kind is not CellFaultKind.CHANGED:
        return _(CELL_FAULTS[fault.kind])
    if fault.changed_by is None or fault.changed_at is None:
        return _('somebody else has changed it to "{theirs}"; typed here: "{text}".').format(
            theirs=plain(fault.theirs), text=plain(fault.text)
        )
    return _('{name} changed it to "{theirs}" at {moment}; typed here: "{text}".').format(
        name=plain(fault.changed_by),
        theirs=plain(fault.theirs),
        moment=moment(fault.changed_at),
        text=plain(fault.text),
    )


@sentence_of.register
def _year_file(error: year_file.YearFileRefused) -> str:
    number = len(error.faults)
    summary = ngettext(
        "The year-file has {count} fault, so nothing was imported. Mend it and choose the file again.",
        "The year-file has {count} faults, so nothing was imported. Mend them and choose the file again.",
        number,
    ).format(count=count(number))
    return listed(summary, [_fault(fault) for fault in error.faults[:_MOST_FAULTS_SHOWN]], number)


@sentence_of.register
def _workbook(error: workbooks.WorkbookRefused) -> str:
    unit = _MEGABYTE if error.reason is WorkbookFault.TOO_LARGE else 1
    figures = {"count": error.count or 0, "limit": error.limit or 0}
    shown = {name: count(-(-figure // unit)) for name, figure in figures.items()}
    return _(BY_REASON[error.reason]).format(place=plain(error.place or ""), **shown)


@sentence_of.register
def _sheet(error: workbooks.SheetRefused) -> str:
    number = len(error.faults)
    summary = ngettext(
        "The table has {count} fault, so nothing was taken over. Mend it and choose the file again.",
        "The table has {count} faults, so nothing was taken over. Mend them and choose the file again.",
        number,
    ).format(count=count(number))
    return listed(summary, [fault_sentence(fault) for fault in error.faults[:_MOST_FAULTS_SHOWN]], number)


def fault_sentence(fault: SheetFault) -> str:
    """What is wrong in the sheet, where, and how to mend it: Markdown, which `plain.as_read` makes a mark."""
    facts = {name: _shown(value) for name, value in fault.facts.items()}
    cell = cell_name(fault.row, fault.column) if fault.row and fault.column else ""
    return _(BY_REASON[fault.reason]).format(row=fault.row, cell=cell, **facts)


@sentence_of.register
def _event(error: registry.EventRefused) -> str:
    unit, other = (*map(plain, error.units), "", "")[:2]
    against = error.other_day or error.day
    return _(BY_EVENT_REASON[error.reason]).format(
        unit=unit, other=other, day=day(error.day), other_day=day(against), other_year=against.year
    )


@sentence_of.register
def _event_row(error: workbooks.EventRowRefused) -> str:
    names = "; ".join(map(plain, error.names))
    return _(BY_EVENT_REASON[error.reason]).format(text=plain(error.text), names=names, row=error.row)


@sentence_of.register
def _person_row(error: workbooks.PersonRowRefused) -> str:
    names = "; ".join(map(plain, error.names))
    return _(BY_REASON[error.reason]).format(text=plain(error.text), names=names, row=error.row)


@sentence_of.register
def _people(error: accounts.PeopleRefused) -> str:
    number = len(error.faults)
    summary = ngettext(
        "{count} person was not taken, so nothing was saved. Mend it and save again.",
        "{count} people were not taken, so nothing was saved. Mend them and save again.",
        number,
    ).format(count=count(number))
    said = [f"{plain(one.name)}: {sentence_of(one.why)}" for one in error.faults[:_MOST_FAULTS_SHOWN]]
    return listed(summary, said, number)


@sentence_of.register
def _undo(error: registry.UndoRefused) -> str:
    names = ", ".join(f'"{plain(unit)}"' for unit in error.units)
    return _(BY_EVENT_REASON[error.reason]).format(names=names)


@sentence_of.register
def _day(error: typed.DayRefused) -> str:
    return _(BY_REASON[error.reason]).format(
        text=plain(error.text), earliest=error.earliest, latest=error.latest
    )


@sentence_of.register
def _criteria(error: criteria.CriteriaUnfit) -> str:
    number = len(error.findings)
    summary = ngettext(
        "The criteria have {count} fault, so they were not frozen. Mend it and freeze them again.",
        "The criteria have {count} faults, so they were not frozen. Mend them and freeze them again.",
        number,
    ).format(count=count(number))
    return listed(summary, [finding_sentence(one) for one in error.findings[:_MOST_FAULTS_SHOWN]], number)


@sentence_of.register
def _criterion_row(error: criteria.CriterionRowRefused) -> str:
    return criterion_row_sentence(error)


def _fault(fault: Fault) -> str:
    facts = {name: _shown(value) for name, value in fault.facts.items()}
    return f"{plain(fault.path)}: {_(fault.problem).format(**facts)}"


def listed(summary: str, shown: list[str], number: int) -> str:
    """The summary with a line for each that is shown, and how many of the number are not: Markdown."""
    rest = [_("and {count} more").format(count=count(number - len(shown)))] if number > len(shown) else []
    return "\n".join([summary, "", *(f"- {line}" for line in shown + rest)])


def _facts(error: DomainError) -> dict[str, str]:
    facts = {field.name: getattr(error, field.name) for field in fields(error)}
    # A year is no count, and has no mark for thousands
    return {name: str(fact) if name == "year" else _shown(fact) for name, fact in facts.items()}


def _shown(fact: object) -> str:
    if isinstance(fact, tuple):
        return ", ".join(_shown(part) for part in fact)
    if isinstance(fact, date):
        return day(fact)
    if isinstance(fact, BatchKind):
        return _(BATCHES[fact])
    return count(fact) if isinstance(fact, int) else plain(str(fact))
