"""How the commands on what a conference leads to are called on a `World`."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date

from sqlmodel import Session

from models.enums import AwardStage, OfficeRole, OptionOutcome, PollState
from models.polls import Poll
from models.year import Award
from services import offices, outcome
from services.rules.rights import Actor
from tests.permissions.world import World

FLAG = "province_flag"
PAPER = outcome.Decision("QĐ 1", date(2018, 1, 19))
LATER = outcome.Decision("QĐ 2", date(2019, 1, 19))


def _round_that_chose(session: Session, world: World) -> int:
    """A round of the world that is out, with its first unit chosen."""
    poll = session.get_one(Poll, world.polls[PollState.CERTIFIED])
    verdict = deepcopy(poll.verdict or {})
    verdict["options"][0]["outcome"] = OptionOutcome.ELECTED.value
    poll.verdict = verdict
    session.flush()
    return poll.id or 0


def _titles(session: Session, world: World, *stages: AwardStage) -> list[outcome.Title]:
    """A title of the first unit that has reached these stages."""
    unit_id = world.made.unit_ids[0]
    for position, stage in enumerate(stages):
        row = Award(block_year_id=world.made.id, position=position, award=FLAG, unit_id=unit_id, stage=stage)
        session.add(row)
    session.flush()
    return [(FLAG, unit_id)]


OUTCOME_CALLS: dict[str, Callable[[Session, Actor, World], object]] = {
    "write_offices": lambda s, a, w: offices.write_offices(s, a, _round_that_chose(s, w), OfficeRole.HEAD),
    "propose_awards": lambda s, a, w: outcome.propose_awards(s, a, _round_that_chose(s, w), FLAG),
    "pass_awards": lambda s, a, w: outcome.pass_awards(
        s, a, w.made.id, _titles(s, w, AwardStage.PROPOSED), PAPER
    ),
    "decide_awards": lambda s, a, w: outcome.decide_awards(
        s, a, w.made.id, _titles(s, w, AwardStage.PROPOSED, AwardStage.PASSED), PAPER
    ),
    "revoke_awards": lambda s, a, w: outcome.revoke_awards(
        s, a, w.made.id, _titles(s, w, *AwardStage), LATER
    ),
    "take_back_award": lambda s, a, w: outcome.take_back_award(
        s, a, w.made.id, _titles(s, w, AwardStage.PROPOSED)[0]
    ),
}
