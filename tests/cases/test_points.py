"""Points as published: a provincial police emulation contest (2025) and form 4 of TP.HCM."""

from decimal import Decimal
from typing import Any

import pytest

from services.rules.scoring import quantitative_points
from tests.cases.facts import evaluated, facts

FORMULAS = facts("quantitative_formulas")
BONUS = facts("hcmc_bonus_points")
VECTORS = {vector["id"]: vector for vector in FORMULAS["vectors"]}


def leaf(code: str, maximum: str, method: str = "direct", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Tiêu chí {code}", "method": method, "max": maximum, **more}


def final(unit: str, criterion: str, **figures: Any) -> dict[str, Any]:
    return {"unit": unit, "criterion": criterion, "stage": "final", **figures}


@pytest.mark.parametrize("name", VECTORS)
def test_points_for_a_target(name: str) -> None:
    vector = VECTORS[name]
    found = evaluated(
        units=[{"code": unit.lower(), "name": unit} for unit in vector["units"]],
        criteria=[leaf("1", vector["MS"], "quantitative")],
        scores=[
            final(unit.lower(), "1", target=figures["T"], actual=figures["A"])
            for unit, figures in vector["units"].items()
        ],
    )
    points = {line["unit"].upper(): Decimal(line["points"]) for line in found["standings"]}
    assert points == {unit: Decimal(expected) for unit, expected in vector["expect"].items()}


def test_before_the_cluster_is_closed_a_unit_above_its_target_shows_half() -> None:
    units = VECTORS["doc_example"]["units"]
    measured = {unit: (Decimal(figures["T"]), Decimal(figures["A"])) for unit, figures in units.items()}
    points = quantitative_points(1000, measured, closed=False)
    assert [points[unit] for unit in "ACD"] == [500, 500, 500]


def test_a_criterion_that_is_not_assigned_leaves_total_and_maximum() -> None:
    example = FORMULAS["assigned_rate"]["example"]
    found = evaluated(
        units=[{"code": "u", "name": "Đơn vị"}],
        criteria=[leaf(row["id"].lower(), row["max"]) for row in example["criteria"]],
        scores=[
            final("u", row["id"].lower(), points=row["got"])
            if row["assigned"] == "true"
            else final("u", row["id"].lower(), not_assigned=True)
            for row in example["criteria"]
        ],
    )
    (line,) = found["standings"]
    expected = example["expect"]
    assert line["complete"]
    assert Decimal(line["points"]) == Decimal(expected["got"])
    assert Decimal(line["max"]) == Decimal(expected["assigned_max"])
    assert Decimal(line["percent"]) == Decimal(expected["rate_percent"])


def test_the_other_methods_and_the_sum_of_a_parent() -> None:
    found = evaluated(
        units=[{"code": "u", "name": "Đơn vị"}],
        criteria=[
            {"code": "p", "name": "Nhóm", "method": "group"},
            leaf("a", "1.5", "pass_fail", parent="p"),
            leaf("b", "5", "per_item", parent="p", per_item="2"),
            {"code": "c", "parent": "p", "name": "Cộng trừ", "method": "bonus_penalty"}
            | {"bonus": "1", "penalty": "2", "floor": "-3", "cap": "3"},
        ],
        scores=[
            final("u", "a", achieved=True),
            final("u", "b", count=3),
            final("u", "c", bonus_count=1, penalty_count=5),
        ],
    )
    (line,) = found["standings"]
    assert (line["points"], line["bonus"], line["max"]) == ("3.50", "-3.00", "6.50")
    assert line["branches"] == {"p": "3.50"}


def test_bonus_points_stand_on_top_of_the_scale() -> None:
    (vector,) = BONUS["vectors"]
    bonus = BONUS["bonus"]["co_thi_dua_thanh_pho_or_bo_nganh"]
    found = evaluated(
        units=[{"code": "u", "name": "Quận"}],
        criteria=[
            leaf("1", "100"),
            {"code": "2", "name": "Điểm thưởng", "method": "bonus_penalty"}
            | {"bonus": bonus, "penalty": "0", "floor": "0", "cap": "25"},
        ],
        scores=[final("u", "1", points=vector["base"]), final("u", "2", bonus_count=1, penalty_count=0)],
    )
    (line,) = found["standings"]
    assert Decimal(line["points"]) == Decimal(vector["expect"])
    assert (line["bonus"], line["max"], line["percent"]) == ("10.00", "100.00", "107.00")
