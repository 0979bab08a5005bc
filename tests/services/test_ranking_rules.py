"""What places are given by: ranking, ties, bands and quotas are set together, or refused with the reason."""

from fractions import Fraction

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.accounts import TrailEntry
from models.enums import Method, RankingKey, Stage, YearState
from models.year import BlockYear
from services.database import reading, writing
from services.errors.accounts import NotAllowed
from services.errors.base import Stale
from services.errors.ranking import RankingFault, RankingRefused
from services.errors.scoring import ScoringIsLocked
from services.errors.typed import NameRefused, ShareRefused, TypedNumberRefused
from services.errors.years import YearLocked
from services.queries.archive import year_document
from services.queries.places import quotas_of_year
from services.queries.standings import RankingFacts, ranking_facts, standings_of_year
from services.ranking_rules import set_ranking_rules
from services.rules.document import Band, Quota, RankingRule
from services.rules.document import Criterion as Rule
from services.rules.evaluation import evaluate
from services.rules.ranking_entry import RankingEntry, TypedBand, TypedQuota
from services.rules.rights import OPERATOR, Actor
from services.scoring_lock import lock_scoring
from tests.factories import MadeYear, everything, without_the_right
from tests.scored import scored_year

TREE = (
    Rule(code="1", name="Nhóm", method=Method.GROUP),
    Rule(code="1.1", parent="1", name="Một", method=Method.DIRECT, max=1000),
    Rule(code="1.2", parent="1", name="Hai", method=Method.DIRECT, max=1000),
)
SCORES = {"1.1": ("9", "8", "8,5"), "1.2": ("8", "9", "8,5")}
ENTRY = RankingEntry(
    rule=RankingRule(stage=Stage.FINAL, by=RankingKey.PERCENT, tie_breaks=("1.2", "bonus")),
    bands=(
        TypedBand(name="Xuất  sắc", minimum="90 %"),
        TypedBand(name="Tốt", code="good", minimum="75,5", minimum_included=False, maximum="90"),
    ),
    quotas=(
        TypedQuota(award="gov_flag", maximum="1"),
        TypedQuota(award="province_certificate", share="66,67 %", after=("gov_flag", "gov_flag")),
    ),
)


@pytest.fixture
def made(engine: Engine) -> MadeYear:
    """Three units with 17 of 20 points each, spread otherwise over two criteria."""
    with writing(engine) as session:
        return scored_year(session, TREE, SCORES)


def put(session: Session, made: MadeYear, entry: RankingEntry, actor: Actor = OPERATOR) -> RankingFacts:
    """Set the rules as of now, and give what then stands."""
    seen = ranking_facts(session, made.id).version
    set_ranking_rules(session, actor, made.id, entry, seen_version=seen)
    return ranking_facts(session, made.id)


def test_everything_is_set_together_and_the_places_follow(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        before = standings_of_year(session, made.id)
        facts = put(session, made, ENTRY)
        after = standings_of_year(session, made.id)
        evaluated = evaluate(year_document(session, session.get_one(BlockYear, made.id)))
        quotas = quotas_of_year(session, made.id)
    assert [(line.rank, line.tied) for line in before] == [(1, True)] * 3
    assert [(line.unit, line.rank, line.tied) for line in after] == [
        ("don-vi-2", 1, False),
        ("don-vi-3", 2, False),
        ("don-vi-1", 3, False),
    ]
    assert facts.rule == ENTRY.rule
    assert facts.bands == (
        Band(code="xuat-sac", name="Xuất sắc", min=9000),
        Band(code="good", name="Tốt", min=7550, min_included=False, max=9000),
    )
    assert quotas == (
        Quota(award="gov_flag", max=1),
        Quota(award="province_certificate", share_of_remaining=Fraction(6667, 10_000), after=("gov_flag",)),
    )
    assert [line.classification for line in after] == ["good"] * 3
    assert [(one.unit, one.rank) for one in evaluated.standings] == [(one.unit, one.rank) for one in after]


def test_one_line_of_the_trail_tells_what_was_and_what_is(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        put(session, made, ENTRY)
        [entry] = session.exec(select(TrailEntry).where(TrailEntry.action == "set_ranking_rules")).all()
    facts = dict(entry.facts)
    assert facts["before"]["tie_breaks"] == []
    assert facts["after"]["tie_breaks"] == ["1.2", "bonus"]
    assert facts["after"]["bands"][1]["max"] == "90.00"
    assert facts["after"]["quotas"][1]["share_of_remaining"] == "6667/10000"
    assert "ranking_stage" not in facts["after"]


def entry(
    rule: RankingRule | None = None, bands: tuple[TypedBand, ...] = (), quotas: tuple[TypedQuota, ...] = ()
) -> RankingEntry:
    return RankingEntry(rule=rule or RankingRule(), bands=bands, quotas=quotas)


FLAG = TypedQuota(award="flag", maximum="1")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (entry(RankingRule(tie_breaks=("9",))), RankingFault.TIE_BREAK_UNKNOWN),
        (entry(RankingRule(tie_breaks=("1", "1"))), RankingFault.TIE_BREAK_TWICE),
        (entry(bands=(TypedBand(name="A"), TypedBand(name=" a "))), RankingFault.BAND_TWICE),
        (entry(bands=(TypedBand(name="A", minimum="60", maximum="50"),)), RankingFault.BAND_UPSIDE_DOWN),
        (entry(bands=(TypedBand(name="A", minimum="60", maximum="60"),)), RankingFault.BAND_EMPTY),
        (entry(quotas=(TypedQuota(award=""),)), RankingFault.QUOTA_NO_AWARD),
        (entry(quotas=(TypedQuota(award="cờ", maximum="1"),)), RankingFault.QUOTA_NO_AWARD),
        (entry(quotas=(TypedQuota(award="flag"),)), RankingFault.QUOTA_ONE_LIMIT),
        (entry(quotas=(TypedQuota(award="flag", maximum="1", share="1/2"),)), RankingFault.QUOTA_ONE_LIMIT),
        (entry(quotas=(FLAG, FLAG)), RankingFault.QUOTA_TWICE),
        (entry(quotas=(TypedQuota(award="flag", share="1/2", after=("flag",)),)), RankingFault.QUOTA_CYCLE),
    ],
)
def test_what_makes_no_sense_is_refused_whole(
    engine: Engine, made: MadeYear, wrong: RankingEntry, reason: RankingFault
) -> None:
    with reading(engine) as session:
        before = everything(session, BlockYear)
    with pytest.raises(RankingRefused) as refused, writing(engine) as session:
        put(session, made, wrong)
    assert refused.value.reason is reason
    with reading(engine) as session:
        assert everything(session, BlockYear) == before


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        (entry(bands=(TypedBand(name=" "),)), NameRefused),
        (entry(bands=(TypedBand(name="A", minimum="chín mươi"),)), TypedNumberRefused),
        (entry(bands=(TypedBand(name="A", minimum="1.234"),)), TypedNumberRefused),
        (entry(quotas=(TypedQuota(award="flag", maximum="1,5"),)), TypedNumberRefused),
        (entry(quotas=(TypedQuota(award="flag", maximum="-1"),)), TypedNumberRefused),
        (entry(quotas=(TypedQuota(award="flag", share="3/2"),)), ShareRefused),
    ],
)
def test_figures_and_names_are_read_exactly_or_refused(
    engine: Engine, made: MadeYear, wrong: RankingEntry, kind: type[Exception]
) -> None:
    with pytest.raises(kind), writing(engine) as session:
        put(session, made, wrong)


def test_equal_ends_that_both_count_are_one_percent(engine: Engine, made: MadeYear) -> None:
    exact = TypedBand(name="Vừa đúng", minimum="85", maximum="85", maximum_included=True)
    with writing(engine) as session:
        put(session, made, entry(bands=(exact,)))
        assert {line.classification for line in standings_of_year(session, made.id)} == {"vua-dung"}


def test_of_two_who_change_them_the_second_is_told(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        seen = ranking_facts(session, made.id).version
        put(session, made, ENTRY)
    with pytest.raises(Stale), writing(engine) as session:
        set_ranking_rules(session, OPERATOR, made.id, entry(), seen_version=seen)


def test_a_locked_scoring_and_a_year_that_is_out_keep_their_rules(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        lock_scoring(session, OPERATOR, made.id)
    with pytest.raises(ScoringIsLocked), writing(engine) as session:
        put(session, made, ENTRY)
    with writing(engine) as session:
        session.get_one(BlockYear, made.id).state = YearState.PUBLISHED
    with pytest.raises(YearLocked), writing(engine) as session:
        put(session, made, ENTRY)


def test_only_whoever_may_change_criteria_sets_them(engine: Engine, made: MadeYear) -> None:
    with writing(engine) as session:
        people = without_the_right(session, made)
    for actor in people.values():
        with pytest.raises(NotAllowed), writing(engine) as session:
            put(session, made, ENTRY, actor)
