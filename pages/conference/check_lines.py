"""What is checked before the day, each in words: whether it is done, what was found, where it is mended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pages.shared import formats
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries.readiness import Readiness
from services.rules.rights import Permission

_LATELY = timedelta(hours=24)
_LEAST_TELLERS = 2


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to be checked, in Markdown; `path` and `screen` lead to where it is mended, by who may."""

    title: str
    done: bool
    found: str
    path: str | None = None
    screen: str = ""
    permission: Permission = Permission.VIEW


def lines_of(found: Readiness, backup: datetime | None, now: datetime) -> list[CheckLine]:
    """Everything that is checked, in the order in which it is prepared."""
    return [
        CheckLine(
            _("Agenda"),
            found.points > 0,
            ngettext("{count} point", "{count} points", found.points).format(count=found.points),
            "chuong-trinh",
            N_("Agenda"),
        ),
        _roll(found),
        _scores(found),
        _rounds(found),
        _tellers(found),
        _links(found, now),
        _backup(backup, now),
        _rehearsal(found),
    ]


def _roll(found: Readiness) -> CheckLine:
    if found.missing_votes:
        said = _("Nobody carries the vote of: {units}").format(units=_names(found.missing_votes))
    elif not found.delegates:
        said = _("Nobody is summoned yet.")
    else:
        said = _("Every unit with a vote has somebody who carries it.")
    done = bool(found.delegates) and not found.missing_votes
    return CheckLine(_("Delegates and voters"), done, said, "dai-bieu", N_("Delegates"))


def _scores(found: Readiness) -> CheckLine:
    said = _("{done} of {count} units have all their scores.").format(done=found.scored, count=found.to_score)
    done = bool(found.to_score) and found.scored == found.to_score
    return CheckLine(_("Scores"), done, said, "xep-hang", N_("Standings"))


def _rounds(found: Readiness) -> CheckLine:
    wrong = []
    if found.without_rule:
        wrong.append(_("Without a rule: {titles}").format(titles=_names(found.without_rule)))
    if found.without_ballot:
        wrong.append(_("Nobody on the ballot: {titles}").format(titles=_names(found.without_ballot)))
    prepared = ngettext("{count} vote is prepared", "{count} votes are prepared", found.rounds)
    said = ". ".join([prepared.format(count=found.rounds), *wrong])
    return CheckLine(
        _("Votes and their rules"), bool(found.rounds) and not wrong, said, "bieu-quyet", N_("Vote rounds")
    )


def _tellers(found: Readiness) -> CheckLine:
    if found.tellers:
        said = _("May count: {names}").format(names=_names(found.tellers))
    else:
        said = _("Nobody has the role of a teller.")
    if len(found.tellers) < _LEAST_TELLERS:
        said += " " + _("Two are needed, since paper is counted twice. The administrator gives the role.")
    return CheckLine(
        _("Tellers"),
        len(found.tellers) >= _LEAST_TELLERS,
        said,
        "tai-khoan",
        N_("People"),
        Permission.MANAGE_ACCOUNTS,
    )


def _links(found: Readiness, now: datetime) -> CheckLine:
    works = ngettext("{count} link works", "{count} links work", found.links).format(count=found.links)
    if found.opened_at is None:
        said = _("{links}; none of them was opened yet.").format(links=works)
    else:
        said = _("{links}; last opened {moment}.").format(links=works, moment=formats.moment(found.opened_at))
    lately = found.opened_at is not None and now - found.opened_at < _LATELY
    return CheckLine(_("Displays of the hall"), lately, said, "chia-se", N_("Share links"), Permission.SHARE)


def _backup(made: datetime | None, now: datetime) -> CheckLine:
    how = _("Run on the server: {command}").format(command="`python manage.py backup`")
    if made is None:
        said = _("No copy of the database is known here.") + " " + how
    else:
        said = _("Last copied {moment}.").format(moment=formats.moment(made)) + " " + how
    return CheckLine(_("Backup"), made is not None and now - made < _LATELY, said)


def _rehearsal(found: Readiness) -> CheckLine:
    if found.rehearsing:
        said = _("A rehearsal is on: end it before the day.")
    elif found.rehearsed_at is None:
        said = _("Nobody has rehearsed yet; see below.")
    else:
        said = _("Last rehearsed {moment}.").format(moment=formats.moment(found.rehearsed_at))
    return CheckLine(_("Rehearsal"), found.rehearsed_at is not None and not found.rehearsing, said)


def _names(names: tuple[str, ...]) -> str:
    return "; ".join(plain(name) for name in names)
