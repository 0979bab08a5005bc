"""Whether the figures of a criteria tree add up, told while it is typed and asked once more at the freeze."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from models.enums import Method
from services.errors.criteria import CriteriaFault, CriteriaFinding, CriteriaUnfit
from services.rules.criteria_nodes import FIGURES_OF, OPTIONAL_FIGURES, CriterionField
from services.rules.document import Criterion
from services.rules.reading_scores import sums_of_groups

ONLY_WARNED_OF = frozenset({CriteriaFault.OFF_STEP, CriteriaFault.WORTHLESS})
"""What may be meant so; all else hinders the freeze."""


def total_of(criteria: Sequence[Criterion]) -> int:
    """The hundredths that the whole tree is worth; bonus and penalty are outside.

    Source: year-file, criteria
    """
    sums = sums_of_groups(tuple(criteria))
    return sum(_worth(one, sums.get(one.code, 0)) for one in criteria if not one.parent)


def total_to_score(criteria: Sequence[Criterion]) -> int:
    """The hundredths that can be scored in all leaves, whatever the groups above them say.

    Source: year-file, Points of a unit
    """
    return sum(one.max or 0 for one in criteria if one.method is not Method.GROUP)


def total_for(criteria: Sequence[Criterion], held: Mapping[str, str | None], group: str) -> int:
    """The hundredths that all criteria are worth which are for the units of that group, or for all.

    `held`: by code the group of units that a criterion is for, with what holds from above it.
    Source: year-file, criteria; block regulation (criteria of sub-groups)
    """
    return total_to_score([one for one in criteria if held.get(one.code) in (None, group)])


def without_loose_sums(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The tree without the maxima of groups that do not add up yet: they are a promise, and count nowhere.

    Source: year-file, criteria
    """
    sums: defaultdict[str, int] = defaultdict(int)
    kept = []
    for one in reversed(criteria):
        below = sums[one.code]
        if one.parent:
            sums[one.parent] += below if one.method is Method.GROUP else one.max or 0
        loose = one.method is Method.GROUP and one.max not in (None, below)
        kept.append(replace(one, max=None) if loose else one)
    return tuple(reversed(kept))


def findings_of(
    criteria: Sequence[Criterion], wanted: int | None = None, held: Mapping[str, str | None] | None = None
) -> tuple[CriteriaFinding, ...]:
    """What is wrong with the figures, in display order, the tree as a whole at the end.

    `criteria` have parents before children, and figures may still be missing; what is missing counts as 0 in
    the sums. `wanted`: the hundredths that the tree is to be worth, None for whatever it comes to; where it
    is for several groups of units, by `held` as in `total_for`, for the units of each group.
    Source: year-file, criteria; block regulation (the scale)
    """
    groups = dict.fromkeys(group for group in (held or {}).values() if group is not None)
    return tuple(_findings(criteria)) + tuple(_of_totals(criteria, wanted, held or {}, list(groups)))


def refuse_unfit(
    criteria: Sequence[Criterion], wanted: int | None = None, held: Mapping[str, str | None] | None = None
) -> None:
    """Let a tree be frozen only when it adds up; `wanted` and `held` as in `findings_of`.

    Raises: CriteriaUnfit with all that hinders it.
    Source: year-file, Refused; block regulation (the scale)
    """
    hindering = [one for one in findings_of(criteria, wanted, held) if one.reason not in ONLY_WARNED_OF]
    if hindering:
        raise CriteriaUnfit(findings=tuple(hindering))


def _worth(criterion: Criterion, below: int) -> int:
    if criterion.method is Method.GROUP and criterion.max is None:
        return below
    return criterion.max or 0


def _of_totals(
    criteria: Sequence[Criterion], wanted: int | None, held: Mapping[str, str | None], groups: Sequence[str]
) -> Iterator[CriteriaFinding]:
    if wanted is None:
        return
    for group in groups:
        total = total_for(criteria, held, group)
        if total != wanted:
            fault = CriteriaFault.TOTAL_OF_GROUP
            yield CriteriaFinding(reason=fault, given=total, sum=wanted, group=group)
    total = total_of(criteria)
    if not groups and total != wanted:
        yield CriteriaFinding(reason=CriteriaFault.TOTAL, given=total, sum=wanted)


def _findings(criteria: Sequence[Criterion]) -> Iterator[CriteriaFinding]:
    sums = sums_of_groups(tuple(criteria))
    parents = {one.parent for one in criteria}
    for one in criteria:
        if one.method is Method.GROUP:
            yield from _of_group(one, sums[one.code], one.code in parents)
        else:
            yield from _of_leaf(one)
    if all(one.method is Method.GROUP for one in criteria):
        yield CriteriaFinding(reason=CriteriaFault.NOTHING_TO_SCORE)


def _of_group(group: Criterion, below: int, has_children: bool) -> Iterator[CriteriaFinding]:
    if not has_children:
        yield CriteriaFinding(reason=CriteriaFault.EMPTY_GROUP, code=group.code, given=group.max, sum=0)
    elif group.max is not None and group.max != below:
        yield CriteriaFinding(reason=CriteriaFault.GROUP_SUM, code=group.code, given=group.max, sum=below)


def _of_leaf(leaf: Criterion) -> Iterator[CriteriaFinding]:
    for figure in FIGURES_OF[leaf.method]:
        if getattr(leaf, figure) is None and (leaf.method, figure) not in OPTIONAL_FIGURES:
            missing = (
                CriteriaFault.NO_MAXIMUM if figure is CriterionField.MAX else CriteriaFault.FIGURE_MISSING
            )
            yield CriteriaFinding(reason=missing, code=leaf.code, figure=figure)
    if leaf.floor is not None and leaf.cap is not None and leaf.floor > leaf.cap:
        yield CriteriaFinding(reason=CriteriaFault.BOUNDS, code=leaf.code, given=leaf.floor, sum=leaf.cap)
    if leaf.max and leaf.step and leaf.max % leaf.step:
        yield CriteriaFinding(reason=CriteriaFault.OFF_STEP, code=leaf.code, given=leaf.max, sum=leaf.step)
    if leaf.max == 0 or leaf.floor == leaf.cap == 0:
        yield CriteriaFinding(reason=CriteriaFault.WORTHLESS, code=leaf.code, given=0)
