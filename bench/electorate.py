"""A conference to measure: voters with cards, and one electronic round after the other among 15 units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlmodel import select

from models.enums import Answer, BoxMode, PollState, Role
from models.polls import Poll, PollOption
from services import audit, poll_steps, voter_cards, voting
from services.database import Database, engine_of, prepare, reading, writing
from services.queries.ballots import voter_by_card
from services.rules.rights import OPERATOR, Actor
from services.settings import Settings
from tests.ballot_box.boxes import PASSPHRASE
from tests.factories import MadeYear, made_actor, made_year, signed_in
from tests.rounds import version
from tests.voters import NOBODY_SAID, electronic, with_voters

OPTIONS = 15


@dataclass(slots=True)
class Electorate:
    """An installation with a conference of so many voters, each of whom has a card; one more is absent."""

    settings: Settings
    engine: Database
    made: MadeYear
    cards: tuple[str, ...]
    voters: tuple[Actor, ...]
    chair: Actor
    teller: Actor
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def folder(self) -> Path:
        """Where the boxes are kept."""
        return self.settings.data_folder

    def open(self, mode: BoxMode = BoxMode.STANDARD) -> int:
        """Open the next round, of which only the tellers have the passphrase unless said."""
        asked = electronic(f"Bench {next(self.numbers)}", mode=mode)
        with writing(self.engine) as session:
            poll_id = voting.prepare_poll(
                session, OPERATOR, self.made.id, asked, self.made.unit_ids[:OPTIONS]
            )
            poll_steps.open_poll(
                session,
                OPERATOR,
                poll_id,
                NOBODY_SAID,
                seen_version=version(session, poll_id),
                folder=self.folder,
                passphrase=PASSPHRASE,
                small_is_known=True,
            )
        return poll_id

    def ballots(self, poll_id: int) -> list[Mapping[str, Answer]]:
        """A ballot for each option of the round."""
        with reading(self.engine) as session:
            found = session.exec(select(PollOption.code).where(PollOption.poll_id == poll_id)).all()
        return [{code: Answer.FOR} for code in found]

    def sign_in(self) -> None:
        """Have chair and teller have given their passwords just now."""
        with writing(self.engine) as session:
            self.chair = signed_in(session, self.chair.account_id or 0)
            self.teller = signed_in(session, self.teller.account_id or 0)

    def version(self, poll_id: int) -> int:
        """The version of the round that is on the screen of whoever looks now."""
        with reading(self.engine) as session:
            return version(session, poll_id)

    def close(self, poll_id: int) -> None:
        """End the voting, as the chair does."""
        seen = self.version(poll_id)
        with audit.witnessed(self.engine, self.chair) as session:
            poll_steps.close_poll(session, self.chair, poll_id, seen_version=seen, folder=self.folder)

    def void(self, poll_id: int) -> None:
        """Take the round from the screens of voters."""
        with writing(self.engine) as session:
            state = session.exec(select(Poll.state).where(Poll.id == poll_id)).one()
            if state is not PollState.VOID:
                poll_steps.void_poll(
                    session,
                    OPERATOR,
                    poll_id,
                    "-",
                    seen_version=version(session, poll_id),
                    folder=self.folder,
                )


def electorate(folder: Path, voters: int) -> Electorate:
    """The installation in that folder, with its data laid out, which takes the square of so many voters.

    There are at least as many as make up the ballot.
    """
    settings = Settings(data_folder=folder)
    engine = engine_of(settings)
    prepare(engine)
    with writing(engine) as session:
        made_actor(session)  # else the first start is drawn
        made = made_year(session, units=max(voters + 1, OPTIONS))
        delegates = with_voters(session, made, absent=1)[:-1]
        codes = voter_cards.issue_cards(session, OPERATOR, made.id, delegates)
        visitors = [voter_by_card(session, codes[one], "") for one in delegates]
        chair = made_actor(session, Role.CHAIR, block_id=made.block_id)
        teller = made_actor(session, Role.TELLER, block_id=made.block_id)
    actors = tuple(visitor.actor for visitor in visitors if visitor is not None)
    return Electorate(settings, engine, made, tuple(codes[one] for one in delegates), actors, chair, teller)
