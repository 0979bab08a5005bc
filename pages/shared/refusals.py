"""The one place that says a refusal in words: what is wrong, where, and how to mend it."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import singledispatch

from pages.shared.formats import count, moment, points
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services import errors
from services.errors import DomainError, Fault, NameFault, TypedNumberFault, UnitUse

_MOST_FAULTS_SHOWN = 30

_SENTENCES: Mapping[type[DomainError], str] = {
    errors.AlreadySetUp: N_("The first administrator exists already. Sign in with that account."),
    errors.DatabaseBusy: N_(
        "The database is busy with other entries, so nothing was saved. Wait a few seconds and try again."
    ),
    errors.DatabaseNewer: N_(
        "The database was made by a newer version of the product ({found}; this one knows {expected})."
        " Install that version; nothing has been changed."
    ),
    errors.DatabaseUnreachable: N_(
        "The database {place} does not answer. See that it is running, then load the page again."
    ),
    errors.BothOffices: N_(
        '"{name}" cannot be head and deputy at once. Choose another unit for one of them.'
    ),
    errors.CodeUnfit: N_('The code "{code}" does not fit. Use 1 to {limit} of a-z, 0-9, dots and hyphens.'),
    errors.LastAdministrator: N_(
        "This is the last account that can manage the others. Make another administrator first."
    ),
    errors.DemonstrationPresent: N_(
        'The demonstration is loaded already, as block "{block}". Nothing was changed.'
    ),
    errors.NameTaken: N_('"{name}" is in use already. Choose another name or code.'),
    errors.NotAllowed: N_(
        "This account may not do that here. If it should, ask the administrator for the right."
    ),
    errors.PasswordUnfit: N_(
        "The password needs at least {shortest} characters and at most {most_bytes} bytes. Choose another."
    ),
    errors.PollsOpen: N_("These votes are still open: {titles}. Close or void them, then publish the year."),
    errors.ReasonMissing: N_("Going back needs a reason. Write one and try again."),
    errors.SettingsUnreadable: N_(
        "These settings hold values that cannot be used: {names}. Mend them and start the app again."
    ),
    errors.SetupCodeWrong: N_(
        "That is not the code shown in the terminal. Copy it from the window in which the app was started."
    ),
    errors.StepNotOffered: N_(
        "The year can only go one step on or one step back. Load the page again to see where it stands."
    ),
    errors.UnitNameTaken: N_(
        'The unit "{other}" is on the roll already, so "{name}" cannot be used. Choose another name.'
    ),
    errors.UnitOfEditorMissing: N_(
        "A unit editor needs a unit, and the other roles have none. Choose again."
    ),
    errors.UsernameUnfit: N_(
        'The username "{username}" does not fit. Use 3 to 60 characters: a-z, 0-9, dots and hyphens.'
    ),
}

_NOT_FOUND: Mapping[str, str] = {
    "block": N_('There is no block "{name}". Go back to the list and choose again.'),
    "year": N_("The year {name} is not in the data. Choose another year."),
    "unit": N_('There is no unit "{name}". Go back to the list and choose again.'),
    "criterion": N_('There is no criterion "{name}". Go back to the list and choose again.'),
    "account": N_('There is no account "{name}". Load the page again and choose from the list.'),
    "poll": N_('There is no vote "{name}". Go back to the list and choose again.'),
}

_BY_REASON: Mapping[StrEnum, str] = {
    TypedNumberFault.NOT_A_NUMBER: N_(
        '"{text}" is not a number. Type digits, with a comma before the decimals, such as 9,5.'
    ),
    TypedNumberFault.DOUBTFUL: N_(
        '"{text}" may mean thousands or decimals. Type it without a mark for thousands, such as 1234 or 1,23.'
    ),
    TypedNumberFault.TOO_FINE: N_(
        '"{text}" has too many decimals. Points take at most two; counts are whole numbers.'
    ),
    TypedNumberFault.BELOW_MINIMUM: N_('"{text}" is under the minimum. Type {minimum} or more.'),
    TypedNumberFault.ABOVE_MAXIMUM: N_('"{text}" is over the maximum. Type {maximum} or less.'),
    TypedNumberFault.OFF_STEP: N_('"{text}" is off the step. Type a multiple of {step}.'),
    UnitUse.SCORES: N_('"{name}" has scores in this year. Delete them before taking it off the roll.'),
    UnitUse.POLL: N_('"{name}" stands in a vote of this year, so it stays on the roll.'),
    UnitUse.AWARD: N_('"{name}" is proposed for an award of this year, so it stays on the roll.'),
    NameFault.BLANK: N_("The name is blank. Type one and save again."),
    NameFault.TOO_LONG: N_("The name is longer than {limit} characters. Shorten it and save again."),
    NameFault.UNPRINTABLE: N_(
        'The name "{text}" holds characters that cannot be seen. Type it by hand instead of pasting it.'
    ),
}


@singledispatch
def sentence_of(error: DomainError) -> str:
    """The refusal in the language of the session, as Markdown in which every name stays as typed."""
    return _(_SENTENCES[type(error)]).format(**_facts(error))


@sentence_of.register
def _not_found(error: errors.NotFound) -> str:
    return _(_NOT_FOUND[error.kind]).format(name=plain(error.name))


@sentence_of.register
def _number(error: errors.TypedNumberRefused) -> str:
    limits = {name: points(getattr(error, name), trim=True) for name in ("minimum", "maximum", "step")}
    return _(_BY_REASON[error.reason]).format(text=plain(error.text), **limits)


@sentence_of.register(errors.NameRefused)
@sentence_of.register(errors.UnitInUse)
def _by_reason(error: errors.NameRefused | errors.UnitInUse) -> str:
    return _(_BY_REASON[error.reason]).format(**_facts(error))


@sentence_of.register
def _year_locked(error: errors.YearLocked) -> str:
    return _(
        "The year {year} is closed for changes. Move it back one step, with a reason, before changing it."
    ).format(year=error.year)


@sentence_of.register
def _year_exists(error: errors.YearExists) -> str:
    return _("The block has the year {year} already. Choose another year.").format(year=error.year)


@sentence_of.register
def _year_out_of_range(error: errors.YearOutOfRange) -> str:
    return _("The year {year} is out of range. Choose one from {earliest} to {latest}.").format(
        year=error.year, earliest=error.earliest, latest=error.latest
    )


@sentence_of.register
def _stale(error: errors.Stale) -> str:
    if error.by is None or error.at is None:
        return _("Somebody has changed this since you opened it, so nothing was saved. Look at it again.")
    return _(
        "{name} changed this at {moment}, after you opened it, so nothing was saved. Look at it again."
    ).format(name=plain(error.by), moment=moment(error.at))


@sentence_of.register
def _year_file(error: errors.YearFileRefused) -> str:
    number = len(error.faults)
    summary = ngettext(
        "The year-file has {count} fault, so nothing was imported. Mend it and choose the file again.",
        "The year-file has {count} faults, so nothing was imported. Mend them and choose the file again.",
        number,
    ).format(count=count(number))
    lines = [_fault(fault) for fault in error.faults[:_MOST_FAULTS_SHOWN]]
    if number > _MOST_FAULTS_SHOWN:
        lines.append(_("and {count} more").format(count=count(number - _MOST_FAULTS_SHOWN)))
    return "\n".join([summary, "", *(f"- {line}" for line in lines)])


def _fault(fault: Fault) -> str:
    facts = {name: _shown(value) for name, value in fault.facts.items()}
    return f"{plain(fault.path)}: {_(fault.problem).format(**facts)}"


def _facts(error: DomainError) -> dict[str, str]:
    return {field.name: _shown(getattr(error, field.name)) for field in fields(error)}


def _shown(fact: object) -> str:
    if isinstance(fact, tuple):
        return ", ".join(_shown(part) for part in fact)
    return count(fact) if isinstance(fact, int) else plain(str(fact))
