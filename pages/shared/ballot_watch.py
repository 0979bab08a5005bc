"""How far the votes are: the database is asked once a second for all, however many wait before a screen."""

import threading
import time
from collections.abc import Callable, Mapping

import streamlit as st

from services import database
from services.queries.ballots import open_ballots
from services.queries.vote_steps import steps_of_votes

PERIOD_SECONDS = 1.0
Marks = tuple[int, ...]


class AskedForAll:
    """What a question finds of each year, at most a second old."""

    def __init__(self, engine: database.Database, question: Callable[..., Mapping[int, Marks]]) -> None:
        self._engine, self._question = engine, question
        self._asking = threading.Lock()
        self._asked: float | None = None
        self._found: Mapping[int, Marks] = {}

    def of_year(self, block_year_id: int) -> Marks:
        """What was found of that year, nothing being found of most.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        return self._of_year(block_year_id, PERIOD_SECONDS)

    def now(self, block_year_id: int) -> Marks:
        """As `of_year`, asked anew for who draws a page by it.

        Raises: as `of_year`.
        """
        return self._of_year(block_year_id, 0.0)

    def _of_year(self, block_year_id: int, oldest: float) -> Marks:
        with self._asking:
            if self._asked is None or time.monotonic() - self._asked >= oldest:
                with database.answering(self._engine), database.reading(self._engine) as session:
                    self._found = self._question(session)
                self._asked = time.monotonic()
            return self._found.get(block_year_id, ())


@st.cache_resource(show_spinner=False, hash_funcs={database.Database: id})
def open_rounds(engine: database.Database) -> AskedForAll:
    """The rounds in which ballots are being cast, the one opened first in front."""
    return AskedForAll(engine, open_ballots)


@st.cache_resource(show_spinner=False, hash_funcs={database.Database: id})
def vote_steps(engine: database.Database) -> AskedForAll:
    """Marks that change with every step of a vote that is not over."""
    return AskedForAll(engine, steps_of_votes)
