"""Random trees of criteria, with whatever figures people may have typed by then."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from models.enums import Method
from services.rules.criteria_nodes import CriterionNode
from services.rules.document import Criterion

WORDS = ("Kế hoạch", "Báo cáo", "Phong trào", "Sáng kiến", "Kỷ cương", "Đoàn kết", "Chuyển đổi số", "Học tập")
points = st.integers(0, 99_99)
rates = st.decimals(0, 20, allow_nan=False, places=3).map(Decimal.normalize)
LEAVES = [method for method in Method if method is not Method.GROUP]


def figures(draw: st.DrawFn, method: Method, whole: bool) -> dict[str, Any]:
    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(strategy if whole else st.none() | strategy)

    if method is Method.BONUS_PENALTY:
        floor, cap = sorted(draw(st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000))))
        return {"bonus": maybe(rates), "penalty": maybe(rates), "floor": floor, "cap": cap}
    found: dict[str, Any] = {"max": maybe(points)}
    if method is Method.DIRECT:
        found["step"] = draw(st.none() | st.integers(1, 200))
    if method is Method.PER_ITEM:
        found["per_item"] = maybe(rates)
    return found


@st.composite
def trees(draw: st.DrawFn, *, whole: bool = False) -> list[Criterion]:
    """A tree in display order; `whole`: no figure is missing, and groups have criteria."""
    tree: list[Criterion] = []

    def grow(parent: Criterion | None, depth: int) -> None:
        for number in range(1, draw(st.integers(1 if parent else 0, 4 - depth)) + 1):
            code = f"{parent.code}.{number}" if parent else str(number)
            group = depth < 3 and draw(st.booleans())
            method = Method.GROUP if group else draw(st.sampled_from(LEAVES))
            own: dict[str, Any] = {"max": draw(st.none() | points)} if group and not whole else {}
            if not group:
                own = figures(draw, method, whole)
            name = f"{draw(st.sampled_from(WORDS))} {code}"
            node = Criterion(
                code=code, name=name, method=method, parent=parent.code if parent else None, **own
            )
            tree.append(node)
            if group:
                grow(node, depth + 1)

    grow(None, 0)
    return tree


def nodes_of(tree: list[Criterion], **beside: Any) -> tuple[CriterionNode, ...]:
    """The criteria with nothing, or all the same, beside them."""
    return tuple(CriterionNode(rule=rule, **beside) for rule in tree)
