"""The choice on a ballot paper in rows that a thumb hits; nothing is chosen beforehand, and blank can be."""

from collections.abc import Mapping

import streamlit as st

from models.enums import Answer, PollKind
from pages.conference.vote_slip import FIELDS
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries.ballots import BallotPaper
from services.rules.document import PollOption

ANSWERS = {
    Answer.FOR: N_("Agree"),
    Answer.AGAINST: N_("Disagree"),
    Answer.BLANK: N_("No opinion"),
}
_BLANK = ""  # in place of a code: nobody of those on the ballot


def ask(paper: BallotPaper) -> Mapping[str, Answer] | None:
    """What is chosen; None for nothing at all, which is not the same as a blank ballot."""
    own = set() if paper.form.own_unit else {paper.own}
    offered = [option for option in paper.form.standing if option.code not in own]
    poll = paper.form.poll
    if poll.kind is not PollKind.ELECTION:
        given = _answers(paper, offered)
    elif poll.seats == 1:
        given = _one_name(paper, offered)
    else:
        given = _names(paper, offered, poll.seats or 0)
    for option in poll.options:
        if option.withdrawn:
            st.caption(_("{name}: withdrawn").format(name=plain(paper.names[option.code])))
        elif option.code in own:
            st.caption(
                _("{name}: your own unit; by the rules of this vote you do not vote on it").format(
                    name=plain(paper.names[option.code])
                )
            )
    return given


def _one_name(paper: BallotPaper, offered: list[PollOption]) -> Mapping[str, Answer] | None:
    names = {option.code: plain(paper.names[option.code]) for option in offered}
    chosen = st.radio(
        _("Choose one"),
        [*names, _BLANK],
        index=None,
        format_func=lambda code: names.get(code) or _("Blank ballot: none of them"),
        width="stretch",
        key=_field(paper, "one"),
    )
    if chosen is None:
        return None
    return {chosen: Answer.FOR} if chosen else {}


def _names(paper: BallotPaper, offered: list[PollOption], seats: int) -> Mapping[str, Answer] | None:
    st.markdown(ngettext("Choose {count} at most", "Choose {count} at most", seats).format(count=seats))
    chosen = [
        option.code
        for option in offered
        if st.checkbox(plain(paper.names[option.code]), width="stretch", key=_field(paper, option.code))
    ]
    blank = st.checkbox(_("Blank ballot: none of them"), width="stretch", key=_field(paper, "blank"))
    if blank is bool(chosen):  # nothing at all, or names and none of them
        return None
    return dict.fromkeys(chosen, Answer.FOR)


def _answers(paper: BallotPaper, offered: list[PollOption]) -> Mapping[str, Answer] | None:
    given = {}
    alone = paper.form.poll.kind is PollKind.MOTION
    for option in offered:
        given[option.code] = st.radio(
            _("Your vote") if alone else plain(paper.names[option.code]),
            list(ANSWERS),
            index=None,
            format_func=lambda answer: _(ANSWERS[answer]),
            horizontal=not alone,
            width="stretch",
            key=_field(paper, option.code),
        )
    answered = {code: answer for code, answer in given.items() if answer is not None}
    return answered or None


def _field(paper: BallotPaper, name: str) -> str:
    return f"{FIELDS}-{paper.poll_id}-{name}"
