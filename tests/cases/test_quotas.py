"""Quotas as QD 1174/QD-UBND 2017 of Quang Ninh sets them, and as another province proposed."""

import pytest

from tests.cases.facts import evaluated, facts

RULES = facts("award_quota_quangninh_2017")["rules"]


@pytest.mark.parametrize(
    ("kind", "units", "expected"),
    [
        ("province_block", 10, (1, 1, 4)),
        ("province_block", 9, (1, 1, 3)),
        ("province_block", 2, (1, 1, 0)),
        ("province_block", 1, (1, 1, 0)),
        ("sub_block", 11, (0, 1, 2)),
        ("sub_block", 10, (0, 1, 1)),
        ("sub_block", 5, (0, 1, 0)),
    ],
)
def test_certificates_are_a_share_of_the_remaining_units(
    kind: str, units: int, expected: tuple[int, int, int]
) -> None:
    rule = RULES[kind]
    found = evaluated(
        units=[{"code": f"u{number}", "name": f"Đơn vị {number}"} for number in range(units)]
        + [{"code": "guest", "name": "Đơn vị không chấm điểm", "scored": False}],
        quotas=[
            {"award": "gov_flag", "max": int(rule["gov_flag_max"])},
            {"award": "province_flag", "max": int(rule["province_flag_max"])},
            {
                "award": "certificate",
                "share_of_remaining": rule["certificate_max_share_of_remaining"],
                "after": ["gov_flag", "province_flag"],
            },
        ],
    )
    assert tuple(found["quotas"].values()) == expected


def test_another_province_has_other_quotas() -> None:
    counts = {"gov_flag": 1, "province_flag": 2, "certificate": 3}  # Bac Ninh, Noi chinh, 2022
    found = evaluated(quotas=[{"award": award, "max": count} for award, count in counts.items()])
    assert found["quotas"] == counts
