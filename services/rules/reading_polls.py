"""The polls of a year-file: rules, counts and options."""

from collections.abc import Container

from models.enums import Basis, Operator, PollKind, PollMethod
from services.errors.voting import CountPart
from services.rules.counting import excesses
from services.rules.document import Poll, PollOption, Threshold
from services.rules.problems import Problem
from services.rules.sections import Section


def read_polls(file: Section, units: Container[str]) -> tuple[Poll, ...]:
    """The polls in their order.

    Source: year-file, polls and Refused
    """
    taken: set[str] = set()
    return tuple(_poll(section, taken, units) for section in file.sections("polls"))


def read_asked(section: Section) -> Poll:
    """A round as it is asked, before anything is counted; its units are not looked up.

    Source: year-file, polls and Refused
    """
    return _poll(section, set(), units=None)


def _poll(section: Section, taken: set[str], units: Container[str] | None) -> Poll:
    before = len(section.faults)
    code = section.new_code("code", taken)
    title = section.sentence("title")
    kind = section.word("kind", PollKind)
    election = kind is PollKind.ELECTION
    if not election and section.ignore(("seats",)):
        section.fault(Problem.SEATS_OF_ELECTION, "seats")
    poll = Poll(
        code=code,
        title=title,
        kind=kind,
        seats=section.whole("seats", minimum=1) if election else None,
        method=section.word("method", PollMethod),
        rule=_threshold(section.section("rule")) if section.has("rule") or not election else None,
        quorum=_threshold(section.section("quorum")) if section.has("quorum") else None,
        summoned=section.whole("summoned"),
        present=section.whole("present"),
        members=section.maybe("members", section.whole),
        issued=section.maybe("issued", section.whole),
        collected=section.maybe("collected", section.whole),
        invalid=section.maybe("invalid", section.whole),
        options=_options(section, units, kind),
    )
    if len(section.faults) == before:
        _check_counts(section, poll)
    return poll


def _threshold(section: Section) -> Threshold:
    threshold = Threshold(
        operator=section.word("operator", Operator),
        share=section.share("share"),
        basis=section.word("basis", Basis),
    )
    section.close()
    return threshold


def _options(section: Section, units: Container[str] | None, kind: PollKind) -> tuple[PollOption, ...]:
    if not section.has("options"):
        section.take("options")
        return ()
    before = len(section.faults)
    taken: set[str] = set()
    options = tuple(_option(item, taken, units) for item in section.sections("options"))
    if kind is PollKind.MOTION and len(options) != 1:
        section.fault(Problem.ONE_OPTION, "options")
    elif not options and len(section.faults) == before:
        section.fault(Problem.NO_OPTION, "options")
    return options


def _option(section: Section, taken: set[str], units: Container[str] | None) -> PollOption:
    code = section.new_code("code", taken)
    unit = section.maybe("unit", lambda key: _unit(section, key, units))
    if section.truth("withdrawn", default=False):
        for key in section.ignore(("votes", "against", "blank")):
            section.fault(Problem.WITHDRAWN_VOTES, key)
        return PollOption(code=code, unit=unit, withdrawn=True)
    if units is None:
        return PollOption(code=code, unit=unit)
    return PollOption(
        code=code,
        unit=unit,
        votes=section.whole("votes"),
        against=section.maybe("against", section.whole),
        blank=section.maybe("blank", section.whole),
    )


def _unit(section: Section, key: str, units: Container[str] | None) -> str | None:
    if units is None:
        return section.code(key)
    return section.known(key, units, Problem.UNKNOWN_UNIT)


def _check_counts(section: Section, poll: Poll) -> None:
    for excess in excesses(poll):
        if excess.part is CountPart.VOTES:
            place = "options" if excess.option is None else f"options[{excess.option}].votes"
            section.fault(Problem.VOTES_ABOVE, place, count=excess.count, limit=excess.limit)
        else:
            section.fault(
                Problem.COUNT_ABOVE,
                excess.part,
                count=excess.count,
                limit=excess.limit,
                basis=excess.whole,
            )
