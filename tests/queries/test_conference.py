"""Units, delegates and points add no statements to the queries of a conference."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from services.database import reading, writing
from services.queries.agenda import agenda_of_year, agenda_words, incidents_of_year
from services.queries.attendance import attendance_of_year, roll_now
from services.queries.delegates import (
    delegates_of_year,
    proposed_delegates,
    voter_accounts,
    voting_units,
    years_with_delegates,
)
from services.queries.readiness import readiness
from services.rules.rights import OPERATOR
from tests.conferences import made_delegates, made_item
from tests.factories import made_year
from tests.queries.statements import counted
from tests.rounds import frame, made_poll


def test_the_size_of_a_conference_adds_no_statements(engine: Engine) -> None:
    counts = []
    for units in (1, 30):
        with writing(engine) as session:
            made = made_year(session, units=units)
            made_delegates(session, made)
            for number in range(units):
                made_item(session, made, f"Mục {number}")
            for number in range(1, 3 + units // 10):
                made_poll(session, made, frame(f"Biểu quyết {number}"))
        with reading(engine) as session, counted(engine) as statements:
            agenda_of_year(session, made.id)
            agenda_words(session, OPERATOR, made.id)
            incidents_of_year(session, OPERATOR, made.id, rehearsal=False)
            lines = delegates_of_year(session, made.id)
            voting_units(session, made.id, lines)
            proposed_delegates(session, made.id)
            voter_accounts(session, made.id)
            years_with_delegates(session, made.block_id, but=made.id)
            attendance_of_year(session, made.id, rehearsal=True)
            roll_now(session, made.id, rehearsal=False)
            found = readiness(session, made.id, datetime.now(UTC))
        counts.append(len(statements))
        assert (found.points, found.delegates, found.missing_votes) == (units, units, ())
    assert counts[0] == counts[1]
