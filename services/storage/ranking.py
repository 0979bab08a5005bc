"""Writes by what a year ranks, classifies, and limits awards, in place of what it said before."""

from collections.abc import Sequence

from sqlmodel import Session, delete

from models.types import table_of
from models.year import Band, BlockYear, Quota
from services.rules import document as rules
from services.rules.exact import share_text


def write_ranking(
    session: Session,
    year: BlockYear,
    rule: rules.RankingRule,
    bands: Sequence[rules.Band],
    quotas: Sequence[rules.Quota],
) -> None:
    """Have the year rank by the rule, classify by the bands and limit awards by the quotas."""
    key = year.id or 0
    year.ranking_stage, year.ranking_by = rule.stage, rule.by
    year.tie_breaks = list(rule.tie_breaks)
    for table in (Band, Quota):
        session.exec(delete(table).where(table_of(table).c.block_year_id == key))
    session.add_all(
        Band(
            block_year_id=key,
            position=position,
            code=band.code,
            name=band.name,
            minimum=band.min,
            minimum_included=band.min_included,
            maximum=band.max,
            maximum_included=band.max_included,
        )
        for position, band in enumerate(bands)
    )
    session.add_all(
        Quota(
            block_year_id=key,
            position=position,
            award=quota.award,
            maximum=quota.max,
            share=None if quota.share_of_remaining is None else share_text(quota.share_of_remaining),
            after=list(quota.after),
        )
        for position, quota in enumerate(quotas)
    )
    session.flush()
