"""The marks by which a page learns that somebody else has taken a step in a vote."""

import itertools
from itertools import pairwise

from sqlalchemy import Engine

from models.enums import PollMethod
from pages.shared.ballot_watch import AskedForAll
from services.database import writing
from services.queries.vote_steps import steps_of_votes
from services.rules.typed_count import TypedCount
from tests.factories import made_year
from tests.rounds import close, counts, frame, opened_poll, publish
from tests.rounds import settle as settle_round
from tests.tellers import finish, settle, two_tellers, type_


def test_every_step_moves_the_marks_of_its_year_and_of_no_other(engine: Engine) -> None:
    marks = []
    with writing(engine) as session:
        made, other = made_year(session), made_year(session)
        opened_poll(session, other)

    def mark() -> None:
        with writing(engine) as session:
            marks.append(steps_of_votes(session).get(made.id))

    with writing(engine) as session:
        elsewhere = steps_of_votes(session)[other.id]
    mark()
    with writing(engine) as session:
        poll_id = opened_poll(session, made, frame(method=PollMethod.PAPER))
        tellers = two_tellers(session)
    mark()
    with writing(engine) as session:
        close(session, poll_id)
        totals = counts(session, poll_id, 5, 3, 1, invalid=0)
    mark()
    for teller in tellers:
        with writing(engine) as session:
            type_(session, teller, poll_id, TypedCount(issued=9, collected=9, totals=totals))
            finish(session, teller, poll_id)
        mark()
    with writing(engine) as session:
        settle(session, tellers[0], poll_id)
    mark()
    with writing(engine) as session:
        settle_round(session, poll_id)
    mark()
    with writing(engine) as session:
        publish(session, poll_id)
    mark()
    assert all(before != after for before, after in pairwise(marks)), marks
    assert marks[0] is marks[-1] is None
    with writing(engine) as session:
        assert steps_of_votes(session)[other.id] == elsewhere


def test_who_draws_a_page_is_told_at_once_and_who_waits_costs_nothing(engine: Engine) -> None:
    times = itertools.count(1)
    watch = AskedForAll(engine, lambda _session: {1: (next(times),)})
    assert [watch.of_year(1) for _viewer in range(9)] == [(1,)] * 9
    assert watch.now(1) == (2,)
    assert watch.of_year(1) == (2,)
    assert watch.of_year(2) == ()
