"""Whether scores are final is said in the same words wherever they show."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.enums import YearState
from models.year import BlockYear
from pages.shared.finality import chart_note, mark_of, years_note
from services.database import writing
from services.demonstration import load_demonstration
from services.queries.finality import Finality, finality_of_years
from services.rules.rights import OPERATOR
from services.scoring_lock import lock_scoring
from tests.factories import made_year
from tests.pages.visits import person, visit, well

OPEN, OUT = Finality(published=False), Finality(published=True)
LOCKED = Finality(
    published=True, locked_at=datetime(2017, 12, 20, 1, 30, tzinfo=UTC), sha256="0123456789abcdef"
)
PROVISIONAL = "TẠM THỜI: điểm còn có thể thay đổi"


@pytest.mark.parametrize(
    ("finality", "mark", "sign"),
    [
        (OPEN, PROVISIONAL, "○"),
        (OUT, "CHÍNH THỨC (đã công bố)", "✓"),
        (LOCKED, "CHÍNH THỨC (khóa 20/12/2017 08:30, mã 0123456789ab)", "✓"),
    ],
)
def test_a_year_is_marked_in_words_and_by_a_sign(finality: Finality, mark: str, sign: str) -> None:
    assert mark_of(finality) == mark
    assert chart_note(finality, illustrative=False) == f"{sign} {mark}"
    assert chart_note(finality, illustrative=True) == f"{sign} {mark}\nsố liệu minh họa"


def test_years_side_by_side_name_those_that_are_still_open() -> None:
    assert years_note([(2016, LOCKED), (2017, OUT)]) == "✓ CHÍNH THỨC: mọi năm"
    assert years_note([(2016, OPEN), (2017, OPEN)]) == "○ TẠM THỜI: mọi năm"
    mixed = years_note([(2015, OUT), (2016, OPEN), (2017, OPEN)], illustrative=True)
    assert mixed == "○ TẠM THỜI: 2016, 2017; các năm khác CHÍNH THỨC; số liệu minh họa"


def test_a_lock_and_a_publication_make_a_year_final(engine: Engine) -> None:
    with writing(engine) as session:
        made = made_year(session)
        assert finality_of_years(session, [made.id]) == {made.id: OPEN}
        digest = lock_scoring(session, OPERATOR, made.id)
        found = finality_of_years(session, [made.id])[made.id]
        assert (found.published, found.sha256, found.is_final) == (False, digest, True)
        session.get_one(BlockYear, made.id).state = YearState.ARCHIVED
        session.flush()
        assert finality_of_years(session, [made.id])[made.id].published


def test_every_screen_with_scores_of_a_year_bears_the_mark(installation: Engine) -> None:
    with writing(installation) as session:
        load_demonstration(session, OPERATOR)
    administrator = person(installation)
    for path, note in (("", PROVISIONAL), ("xep-hang", PROVISIONAL), ("so-sanh-nam", "TẠM THỜI: 2017")):
        app = well(visit(path, administrator, block="noi-chinh", year="2017"))
        said = [str(one.value) for one in (*app.markdown, *app.caption)]
        assert any(note in one for one in said), path
    app = well(visit("ho-so-don-vi", administrator, block="noi-chinh", unit="1"))
    assert any("TẠM THỜI: 2017" in one.value for one in app.caption)
    with writing(installation) as session:
        year = session.exec(select(BlockYear.id).where(BlockYear.year == 2017)).first() or 0
        lock_scoring(session, OPERATOR, year)
    app = well(visit("", administrator, block="noi-chinh", year="2017"))
    assert any("CHÍNH THỨC (khóa" in one.value for one in app.markdown)
