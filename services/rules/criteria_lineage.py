"""What has become of last year's criteria: gone on the same, changed, new, dropped, and still comparable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.rules.criteria_matching import matched, means_the_same
from services.rules.criteria_nodes import CriterionField, CriterionNode, FieldChange, changes_between


class Descent(StrEnum):
    """What a criterion is in the light of the year before."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """A criterion in two years; `after` None: dropped, `before` None: new.

    `guessed`: nobody has said so, the codes or names did. `comparable`: what was said, else a proposal.
    """

    descent: Descent
    before: str | None
    after: str | None
    changes: tuple[FieldChange, ...] = ()
    guessed: bool = False
    comparable: bool = True

    @property
    def fields(self) -> set[CriterionField]:
        """What is different."""
        return {change.field for change in self.changes}


def criteria_lines(
    before: Sequence[CriterionNode],
    after: Sequence[CriterionNode],
    said: Mapping[str, tuple[str | None, bool]] | None = None,
    *,
    one_year: bool = False,
) -> tuple[CriterionLine, ...]:
    """Last year's tree beside this year's, in the order of this year's; what was dropped stands at the end.

    `said`: by the codes of this year, those of last year (None: none) and whether both are comparable, where
    somebody has said so. Of the others each pair is guessed; one is comparable unless its method or meaning
    has changed: other maxima meet on percent. `one_year`: both are of one year, see `matched`.
    Source: house rule (criteria over the years)
    """
    said = said or {}
    origins = {code: origin for code, (origin, _comparable) in said.items()}
    pairs = matched(before, after, origins, one_year=one_year)
    known = {node.code: node for node in before}
    lines = [_line(node, known.get(pairs.get(node.code, "")), pairs, said) for node in after]
    gone = [node.code for node in before if node.code not in set(pairs.values())]
    return tuple(lines) + tuple(
        CriterionLine(descent=Descent.DROPPED, before=code, after=None, comparable=False) for code in gone
    )


def _line(
    node: CriterionNode,
    old: CriterionNode | None,
    pairs: Mapping[str, str],
    said: Mapping[str, tuple[str | None, bool]],
) -> CriterionLine:
    if old is None:
        return CriterionLine(descent=Descent.NEW, before=None, after=node.code, comparable=False)
    parent = node.rule.parent
    changes = changes_between(old, node, moved=(pairs.get(parent) if parent else None) != old.rule.parent)
    guessed = node.code not in said
    return CriterionLine(
        descent=Descent.CHANGED if changes else Descent.SAME,
        before=old.code,
        after=node.code,
        changes=changes,
        guessed=guessed,
        comparable=_stays_comparable(old, node) if guessed else said[node.code][1],
    )


def _stays_comparable(old: CriterionNode, new: CriterionNode) -> bool:
    return old.rule.method is new.rule.method and means_the_same(old.rule.name, new.rule.name)
