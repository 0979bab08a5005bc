"""What the parts of a criterion are called."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from models.enums import Method
from pages.shared import formats, preview
from pages.shared.i18n import N_, _
from services.rules.criteria_nodes import FIGURES_OF, CriterionField, FieldChange, Value
from services.rules.document import Criterion
from services.rules.exact import decimal_text

METHODS: Mapping[Method, str] = {
    Method.GROUP: N_("Group"),
    Method.DIRECT: N_("Points given directly"),
    Method.PASS_FAIL: N_("Achieved or not"),
    Method.QUANTITATIVE: N_("Target and actual"),
    Method.PER_ITEM: N_("Points per item"),
    Method.BONUS_PENALTY: N_("Bonus and penalty"),
}

FIELDS: Mapping[CriterionField, str] = {
    CriterionField.CODE: N_("No."),
    CriterionField.PARENT: N_("Stands below"),
    CriterionField.NAME: N_("Criterion"),
    CriterionField.METHOD: N_("How it is scored"),
    CriterionField.MAX: N_("Maximum"),
    CriterionField.STEP: N_("Step"),
    CriterionField.PER_ITEM: N_("Per item"),
    CriterionField.BONUS: N_("Bonus"),
    CriterionField.PENALTY: N_("Penalty"),
    CriterionField.FLOOR: N_("Floor"),
    CriterionField.CAP: N_("Cap"),
    CriterionField.NOTE: N_("Evidence to bring"),
    CriterionField.REVIEWER: N_("Reviewed by"),
    CriterionField.GROUP: N_("For the units of"),
}


def changed(change: FieldChange) -> str:
    """What differs, in plain words."""
    before, after = (value_words(value) for value in (change.before, change.after))
    return preview.changed(_(FIELDS[change.field]), before, after)


def figures(rule: Criterion) -> Iterator[str]:
    """The figures of a criterion, each with what it is called."""
    for figure in FIGURES_OF[rule.method]:
        if (value := getattr(rule, figure)) is not None:
            yield f"{_(FIELDS[figure]).lower()} {value_words(value)}"


def value_words(value: Value) -> str:
    """What a criterion says, as people write it; nothing where it says nothing."""
    match value:
        case None:
            return ""
        case Method():
            return _(METHODS[value])
        case Decimal():
            return decimal_text(value).replace(".", ",")
        case int():
            return formats.points(value, trim=True)
    return value
