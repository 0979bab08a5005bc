"""A tree of criteria as the rows of the sheet that offices print, which reads back as the same tree."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from models.enums import Method
from services.rules.criteria_items import TWO_DS
from services.rules.criteria_nodes import FIGURES_OF, CriterionField, CriterionNode
from services.rules.criteria_numbering import D_WITH_STROKE, Style, readings_of
from services.rules.criteria_outline import Outline
from services.rules.criteria_row import CriteriaRegister
from services.rules.criteria_sums import total_of
from services.rules.exact import decimal_text

_EXACT = (CriterionField.PER_ITEM, CriterionField.BONUS, CriterionField.PENALTY)
_BELOW_BULLET = {Style.DASH: Style.PLUS, Style.PLUS: Style.POINT}
_DOUBTFUL_DECIMALS = 3


def layout_rows(register: CriteriaRegister) -> list[dict[str, str]]:
    """The register's tree as rows by the keys of the sheet's columns, with a row of totals at the end.

    Source: house rule (criteria by Excel)
    """
    tree, words = register.tree, register.words
    labels, written = labels_of(tree), words.written
    rows = [_row(node, label, written, register) for node, label in zip(tree, labels, strict=True)]
    if tree:
        total = Decimal(total_of([node.rule for node in tree])).scaleb(-2)
        rows.append({"name": words.total, "max": _typed(total)})
    return rows


def labels_of(tree: Sequence[CriterionNode]) -> list[str]:
    """What stands before each criterion in print: as its code says, else 1, 1.1, 1.1.1 by its place.

    Source: house rule (criteria by Excel)
    """
    by_code = _labels_by_code(tree)
    if all(by_code) and _reads_back(tree, by_code):
        return by_code
    numbers: dict[str | None, int] = {}
    labels: dict[str | None, str] = {None: ""}
    for node in tree:
        parent = node.rule.parent
        numbers[parent] = numbers.get(parent, 0) + 1
        labels[node.code] = f"{labels[parent]}.{numbers[parent]}".lstrip(".")
    return [labels[node.code] for node in tree]


def _labels_by_code(tree: Sequence[CriterionNode]) -> list[str]:
    """The labels that the codes come from, as far as they can be told; empty where not."""
    labels: dict[str | None, str] = {None: ""}
    for node in tree:
        parent = node.rule.parent
        above, sign, segment = labels[parent], "", node.code
        if parent is not None:
            sign, segment = node.code[len(parent) : len(parent) + 1], node.code[len(parent) + 1 :]
            if not node.code.startswith(parent):
                sign = segment = ""
        labels[node.code] = _label(above, parent is not None, sign, segment)
    return [labels[node.code] for node in tree]


def _label(above: str, is_child: bool, sign: str, segment: str) -> str:
    if sign == "-":
        styles = readings_of(above)
        below = _BELOW_BULLET.get(styles[0].style, Style.DASH) if styles else Style.DASH
        return below.value
    if sign != "." and is_child:
        return ""
    segment = D_WITH_STROKE if segment == TWO_DS else segment
    readings = readings_of(segment)
    if not readings:
        return ""
    if segment.isdecimal():
        return f"{above}.{segment}" if above[:1].isdecimal() else segment
    if len(readings[0].parts) > 1:
        return segment
    capital = not is_child or (above.isupper() and len(above) == 1 and segment[0] in "ivx")
    return segment.upper() if capital else f"{segment})"


def _reads_back(tree: Sequence[CriterionNode], labels: Sequence[str]) -> bool:
    outline = Outline()
    for key, (node, label) in enumerate(zip(tree, labels, strict=True)):
        place = outline.place(key, readings_of(label))
        parent = None if place.parent is None else tree[place.parent].code
        if place.doubt or parent != node.rule.parent:
            return False
    return True


def _row(
    node: CriterionNode, label: str, written: Mapping[Method, str], register: CriteriaRegister
) -> dict[str, str]:
    rule = node.rule
    figures = {}
    for figure in FIGURES_OF[rule.method]:
        value = getattr(rule, figure)
        if value is not None:
            figures[figure.value] = _typed(value if figure in _EXACT else Decimal(value).scaleb(-2))
    return {
        "number": label,
        "name": rule.name,
        "method": written[rule.method],
        **figures,
        "note": node.note,
        "reviewer": register.units.written(node.reviewer) if node.reviewer else "",
        "group": register.groups.written(node.group) if node.group else "",
        "code": rule.code,
    }


def _typed(value: Decimal) -> str:
    """The number as people write it, with a comma; never with three decimals, which may mean thousands."""
    whole, _, decimals = decimal_text(value).partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == _DOUBTFUL_DECIMALS:
        decimals += "0"
    return f"{whole},{decimals}" if decimals else whole
