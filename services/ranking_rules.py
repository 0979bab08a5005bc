"""The command on what places are given by: ranking, tie-breaks, bands of classification, quotas of awards."""

from sqlmodel import Session, select

from models.enums import Stage
from models.year import BlockYear, YearUnit
from services import audit
from services.access import require_in_year
from services.queries.criteria import criteria_of_year
from services.queries.places import quotas_of_year
from services.queries.standings import ranking_facts
from services.rules.ranking_entry import RankingEntry, bands_of, checked_rule, quotas_of
from services.rules.rights import Actor, Permission
from services.rules.writing import band_mapping, quota_mapping
from services.storage.ranking import write_ranking
from services.storage.scores import rewrite_totals
from services.storage.versions import take_version
from services.storage.year import lock_scores


def set_ranking_rules(
    session: Session, actor: Actor, block_year_id: int, entry: RankingEntry, *, seen_version: int
) -> None:
    """Rank, classify and limit awards of the year as typed, if it is still as it was seen.

    Raises:
        RankingRefused, NameRefused, TypedNumberRefused, ShareRefused: what was typed cannot be used.
        Stale: somebody has changed the year since `seen_version` was read.
        YearLocked, ScoringIsLocked: the year takes no changes any more.
    """
    require_in_year(session, actor, Permission.EDIT_CRITERIA, block_year_id)
    year = lock_scores(session, block_year_id)
    lines = criteria_of_year(session, block_year_id)
    rule = checked_rule(entry.rule, {line.rule.code for line in lines})
    bands, quotas = bands_of(entry.bands), quotas_of(entry.quotas)
    before = _told(session, block_year_id)
    take_version(session, BlockYear, block_year_id, seen_version, f"year {block_year_id}")
    session.refresh(year)
    write_ranking(session, year, rule, bands, quotas)
    units = session.exec(select(YearUnit.unit_id).where(YearUnit.block_year_id == block_year_id)).all()
    for stage in Stage:
        rewrite_totals(session, block_year_id, stage, lines, units, rule.tie_breaks)
    facts = {"before": before, "after": _told(session, block_year_id)}
    audit.record(session, actor, "set_ranking_rules", f"year {block_year_id}", year=year.year, **facts)


def _told(session: Session, block_year_id: int) -> dict[str, audit.Fact]:
    """What the trail says of the rules of a year."""
    facts = ranking_facts(session, block_year_id)
    return {
        "ranking_stage": facts.rule.stage.value,
        "ranking_by": facts.rule.by.value,
        "tie_breaks": list(facts.rule.tie_breaks),
        "bands": [band_mapping(band) for band in facts.bands],
        "quotas": [quota_mapping(quota) for quota in quotas_of_year(session, block_year_id)],
    }
