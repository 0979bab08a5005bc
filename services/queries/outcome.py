"""What the conference of a year has led to: places by points beside votes, and titles with their stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import not_
from sqlmodel import Session, col, func, select

from models.enums import AwardStage, OptionOutcome, PollKind, PollOutcome
from models.polls import Poll, PollOption
from models.year import Award, BlockOffice, BlockYear, Quota, YearUnit
from services.queries.archive import quota_of
from services.queries.polls import OUT, options_of
from services.queries.registry import DatedStyles, codes_in_block, unit_styles
from services.queries.standings import released_standings
from services.rules.evaluation import Standing
from services.rules.naming import UnitStyle
from services.rules.outcome import passed_over
from services.rules.quotas import quota_counts
from services.rules.rights import Actor
from services.rules.tally import verdict_from

_CHOSEN = (OptionOutcome.ELECTED, OptionOutcome.PASSED)
# Who is tied may be chosen yet, and who has withdrawn was not to be
_REJECTED = (OptionOutcome.NOT_ELECTED, OptionOutcome.FAILED)


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit on the ballot of a round: its place by points, where it has one, and what the vote gave."""

    unit_id: int
    name: str
    rank: int | None
    tied: bool
    votes: int | None
    percent: int | None
    outcome: OptionOutcome | None

    @property
    def is_chosen(self) -> bool:
        """Whether the vote has chosen it."""
        return self.outcome in _CHOSEN


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit that was not chosen, and those chosen that have a lower place by points."""

    unit: Placed
    chosen: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """A round that is out, with its units by points; `for_office`: somebody leads the block by it."""

    poll_id: int
    title: str
    kind: PollKind
    outcome: PollOutcome
    units: tuple[Placed, ...]
    differences: tuple[Difference, ...]
    for_office: bool

    @property
    def chosen(self) -> tuple[Placed, ...]:
        """The units that it has chosen, the best placed first."""
        return tuple(unit for unit in self.units if unit.is_chosen)


@dataclass(frozen=True, slots=True)
class Paper:
    """The number and the day of a decision, as far as they are known; an imported day may be in words."""

    number: str
    on: date | None
    day_in_words: str = ""


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A title of a unit: the furthest stage that it has reached, and the paper of each."""

    award: str
    unit_id: int
    name: str
    stage: AwardStage
    papers: Mapping[AwardStage, Paper]
    revoked: bool
    revoked_number: str
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conference has led to. `released`: whether places and titles may be seen already.

    `quotas` says of each limited award how many units may be proposed.
    """

    released: bool
    rounds: tuple[RoundOutcome, ...] = ()
    awards: tuple[AwardLine, ...] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)


def outcome_of_year(session: Session, actor: Actor, block_year_id: int) -> Outcome:
    """The rounds that are out beside the places, and the titles, as far as the actor may see scores.

    It takes as many statements for many rounds and units as for few.
    """
    year = session.exec(select(BlockYear).where(BlockYear.id == block_year_id)).one()
    standings = released_standings(session, actor, block_year_id)
    styles = unit_styles(session, year.block_id)
    rounds = _rounds(session, year, _by_unit(session, year, standings or ()), styles)
    if standings is None:
        return Outcome(released=False, rounds=rounds)
    lines = tuple(awards_of_year(session, year, styles))
    return Outcome(True, rounds, lines, quotas_of_year(session, block_year_id))


def _by_unit(session: Session, year: BlockYear, standings: Iterable[Standing]) -> dict[int, Standing]:
    codes = {code: unit_id for unit_id, code in codes_in_block(session, year.block_id).items()}
    return {codes[line.unit]: line for line in standings}


def _rounds(
    session: Session, year: BlockYear, places: Mapping[int, Standing], styles: DatedStyles[UnitStyle]
) -> tuple[RoundOutcome, ...]:
    rows = session.exec(
        select(Poll)
        .where(Poll.block_year_id == year.id, col(Poll.state).in_(OUT), not_(col(Poll.rehearsal)))
        .order_by(col(Poll.position))
    ).all()
    options = options_of(session, [row.id or 0 for row in rows])
    of_office = set(
        session.exec(select(BlockOffice.poll_code).where(BlockOffice.block_year_id == year.id)).all()
    )
    found = []
    for row in rows:
        units = _placed(row, options[row.id or 0], places, styles, year.year)
        if not units or row.verdict is None:
            continue
        outcome = verdict_from(row.verdict).outcome
        for_office = row.code in of_office
        differences = () if for_office else _differences(units)
        found.append(RoundOutcome(row.id or 0, row.title, row.kind, outcome, units, differences, for_office))
    return tuple(found)


def _placed(
    row: Poll,
    ballot: Sequence[PollOption],
    places: Mapping[int, Standing],
    styles: DatedStyles[UnitStyle],
    year: int,
) -> tuple[Placed, ...]:
    """The units of a round by their places; those without one last, in the order of the ballot."""
    lines = {line.option: line for line in verdict_from(row.verdict).options} if row.verdict else {}
    units = []
    for option in ballot:
        line = lines.get(option.code)
        if option.unit_id is None or line is None:
            continue
        place = places.get(option.unit_id)
        units.append(
            Placed(
                unit_id=option.unit_id,
                name=styles.at(option.unit_id, year).name,
                rank=place.rank if place else None,
                tied=place.tied if place else False,
                votes=line.votes,
                percent=line.percent,
                outcome=line.outcome,
            )
        )
    return tuple(sorted(units, key=lambda unit: (unit.rank is None, unit.rank or 0)))


def _differences(units: Sequence[Placed]) -> tuple[Difference, ...]:
    by_key = {str(unit.unit_id): unit for unit in units}
    ranks = {key: unit.rank for key, unit in by_key.items() if unit.rank is not None}
    chosen = {key for key, unit in by_key.items() if unit.is_chosen}
    rejected = {key for key, unit in by_key.items() if unit.outcome in _REJECTED}
    return tuple(
        Difference(by_key[one.unit], tuple(by_key[key] for key in one.chosen))
        for one in passed_over(ranks, chosen, rejected)
    )


def awards_of_year(session: Session, year: BlockYear, styles: DatedStyles[UnitStyle]) -> list[AwardLine]:
    """Every title of the year, by award in the order in which they were proposed."""
    rows = session.exec(
        select(Award).where(Award.block_year_id == year.id).order_by(col(Award.position))
    ).all()
    stages: dict[tuple[str, int], dict[AwardStage, Award]] = {}
    for row in rows:
        stages.setdefault((row.award, row.unit_id), {})[row.stage] = row
    order = list(dict.fromkeys(award for award, _unit in stages))
    lines = [
        _award(award, unit_id, reached, styles.at(unit_id, year.year).name)
        for (award, unit_id), reached in stages.items()
    ]
    return sorted(lines, key=lambda line: order.index(line.award))


def _award(award: str, unit_id: int, reached: Mapping[AwardStage, Award], name: str) -> AwardLine:
    last = furthest(reached)
    row = reached[last]
    papers = {stage: _paper(one) for stage, one in reached.items()}
    return AwardLine(
        award=award,
        unit_id=unit_id,
        name=name,
        stage=last,
        papers=papers,
        revoked=row.revoked_on is not None,
        revoked_number=row.revoked_number or "",
        revoked_on=row.revoked_on,
    )


def _paper(row: Award) -> Paper:
    on = day_decided(row)
    return Paper(row.document_number or "", on, "" if on else row.decided_on or "")


def day_decided(row: Award) -> date | None:
    """The day of a stage; None where none is known, or an imported one is in words."""
    try:
        return date.fromisoformat(row.decided_on or "")
    except ValueError:
        return None


def furthest(reached: Iterable[AwardStage]) -> AwardStage:
    """The last of the stages that were reached."""
    return max(reached, key=list(AwardStage).index)


def quotas_of_year(session: Session, block_year_id: int) -> Mapping[str, int]:
    """How many units the block may propose for each award that is limited."""
    rows = session.exec(
        select(Quota).where(Quota.block_year_id == block_year_id).order_by(col(Quota.position))
    ).all()
    scored = session.exec(
        select(func.count()).where(YearUnit.block_year_id == block_year_id, col(YearUnit.scored))
    ).one()
    return quota_counts([quota_of(row) for row in rows], scored)
