"""What the parts of a criterion are called."""

from collections.abc import Mapping

from models.enums import Method
from pages.shared.i18n import N_
from services.rules.criteria_nodes import CriterionField

METHODS: Mapping[Method, str] = {
    Method.GROUP: N_("Group"),
    Method.DIRECT: N_("Points given directly"),
    Method.PASS_FAIL: N_("Achieved or not"),
    Method.QUANTITATIVE: N_("Target and actual"),
    Method.PER_ITEM: N_("Points per item"),
    Method.BONUS_PENALTY: N_("Bonus and penalty"),
}

FIELDS: Mapping[CriterionField, str] = {
    CriterionField.CODE: N_("Number"),
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
