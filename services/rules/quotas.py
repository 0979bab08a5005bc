"""How many of each award the block may propose."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from services.rules.document import Quota


def may_be_counted(quotas: Iterable[Quota]) -> bool:
    """Whether no quota waits, over others, for itself.

    Source: year-file, quotas
    """
    try:
        _in_order(quotas)
    except CycleError:
        return False
    return True


def quota_counts(quotas: Iterable[Quota], scored_units: int) -> dict[str, int]:
    """The number of each award, in the order given: `max`, or the floor of the share of what remains.

    What remains is the scored units less the quotas in `after`; an award without a quota takes none away.
    Source: QD 1174/QD-UBND 2017 Quang Ninh (share of the remaining units); year-file, Quota
    """
    listed = {quota.award: quota for quota in quotas}
    counts: dict[str, int] = {}
    for award in _in_order(listed.values()):
        if award not in listed:
            continue
        quota = listed[award]
        remaining = scored_units - sum(counts.get(earlier, 0) for earlier in quota.after)
        if quota.share_of_remaining is None:
            counts[award] = quota.max or 0
        else:
            share = quota.share_of_remaining
            counts[award] = max(0, share.numerator * remaining // share.denominator)
    return {award: counts[award] for award in listed}


def _in_order(quotas: Iterable[Quota]) -> tuple[str, ...]:
    return tuple(TopologicalSorter({quota.award: quota.after for quota in quotas}).static_order())
