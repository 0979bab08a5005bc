"""What real conferences decided, as year-files that evaluate to the published result.

The sources give winners, seldom counts: where none is given, the winners are given every vote but one each,
and the units that they name otherwise none.
"""

from typing import Any

import pytest

from services.rules.reading import document_of, year_document
from services.rules.writing import as_yaml
from tests.cases.facts import code_of, evaluated, facts, poll, year_file

RESULTS = {result["id"]: result for result in facts("published_block_results")}
WITH_AWARDS = [name for name, result in RESULTS.items() if result["awards"] != "null"]


def names_of(result: dict[str, Any]) -> list[str]:
    """Every unit that a result names, once, filled up to the number of members."""
    named = [value for key, value in result.items() if key.split("_unit_")[0] in ("head", "deputy")]
    if isinstance(result["awards"], dict):
        named += [unit for winners in result["awards"].values() for unit in winners]
    named += [row["unit"] for row in result.get("withdrawn", [])]
    # "MTTQ huyen Cam My" and "Cam My" are one unit; the last words are what they share.
    names = list(dict.fromkeys(name.removeprefix("MTTQ huyện ") for name in named))
    others = int(result.get("members_count", 0)) - len(names)
    return names + [f"Đơn vị thành viên {number}" for number in range(1, others + 1)]


def units_of(result: dict[str, Any]) -> list[dict[str, Any]]:
    head = result.get("head_unit_this_year", "").removeprefix("MTTQ huyện ")
    deputy = result.get("deputy_unit_this_year")
    offices = {head: "head", deputy: "deputy"}
    return [
        {"code": code_of(name), "name": name} | ({"office": offices[name]} if name in offices else {})
        for name in names_of(result)
    ]


def election(result: dict[str, Any], award: str) -> dict[str, Any]:
    """The election to an award, as far as it is published."""
    winners = result["awards"][award]
    withdrawn = [row["unit"] for row in result.get("withdrawn", []) if row["award"] == award]
    known = [row for row in result.get("votes", []) if row["award"] == award]
    present = int(known[0]["of"]) if known else len(names_of(result))
    votes = int(known[0]["for"]) if known else present - 1
    options: list[dict[str, Any]] = [
        {"code": code_of(name), "unit": code_of(name), "votes": votes} for name in winners
    ]
    options += [{"code": code_of(name), "unit": code_of(name), "withdrawn": True} for name in withdrawn]
    if not known:
        options += [
            {"code": unit["code"], "unit": unit["code"], "votes": 0}
            for unit in units_of(result)
            if unit["code"] not in {option["code"] for option in options}
        ]
    rule = {"operator": ">", "share": "1/2", "basis": "valid"}
    return poll("election", options, present, seats=len(winners), rule=rule) | {"code": code_of(award)}


@pytest.mark.parametrize("name", WITH_AWARDS)
def test_winners_and_withdrawals(name: str) -> None:
    result = RESULTS[name]
    found = evaluated(
        year=int(result["year"]),
        units=units_of(result),
        polls=[election(result, award) for award in result["awards"]],
    )
    assert found["year"] == int(result["year"])
    for award, verdict in zip(result["awards"], found["polls"], strict=True):
        outcomes: dict[str, set[str]] = {"elected": set(), "withdrawn": set(), "not_elected": set()}
        for option in verdict["options"]:
            outcomes[option["outcome"]].add(option["option"])
        assert verdict["outcome"] == "decided"
        assert outcomes["elected"] == {code_of(unit) for unit in result["awards"][award]}
        assert outcomes["withdrawn"] == {
            code_of(row["unit"]) for row in result.get("withdrawn", []) if row["award"] == award
        }


def test_a_withdrawn_unit_is_no_loser() -> None:
    verdict = evaluated(
        units=units_of(RESULTS["hcm_block_vi_2014"]),
        polls=[election(RESULTS["hcm_block_vi_2014"], "co_thi_dua_ubnd")],
    )["polls"][0]
    withdrawn = [option for option in verdict["options"] if option["option"] in ("so-tu-phap", "tand-tp-hcm")]
    assert [(o["votes"], o["percent"], o["outcome"]) for o in withdrawn] == [(None, None, "withdrawn")] * 2


def test_the_published_count() -> None:
    verdict = evaluated(
        units=units_of(RESULTS["hcm_block_vi_2014"]),
        polls=[election(RESULTS["hcm_block_vi_2014"], "co_thi_dua_chinh_phu")],
    )["polls"][0]
    assert verdict["options"] == [
        {"option": "thanh-tra-tp-hcm", "votes": 9, "percent": "100.00", "outcome": "elected"}
    ]


def test_one_unit_may_be_proposed_for_both_flags() -> None:
    result = RESULTS["hcm_block_vi_2014"]
    awards = [
        {"award": award, "unit": code_of(unit), "stage": "proposed"}
        for award, winners in result["awards"].items()
        for unit in winners
    ]
    document = document_of(year_file(units=units_of(result), awards=awards))
    assert [award.award for award in document.awards if award.unit == "thanh-tra-tp-hcm"] == [
        "co_thi_dua_chinh_phu",
        "co_thi_dua_ubnd",
    ]


@pytest.mark.parametrize("name", ["vinhphuc_noichinh_2017", "dongnai_mttq_cum2_2022"])
def test_head_and_deputy_of_this_year_and_next(name: str) -> None:
    result = RESULTS[name]
    head, deputy = code_of(result["head_unit_next_year"]), code_of(result["deputy_unit_next_year"])
    sections = {"units": units_of(result), "next": {"head": head, "deputies": [deputy]}}
    document = year_document(as_yaml(document_of(year_file(**sections))))
    assert document.next is not None
    assert (document.next.head, document.next.deputies) == (head, (deputy,))
    heads = [unit.name for unit in document.units if unit.office == "head"]
    assert heads == [result["head_unit_this_year"].removeprefix("MTTQ huyện ")]


def test_the_conference_of_vinh_phuc_2017() -> None:
    """Head and deputy by acclamation, one after the other; the theme is kept letter by letter."""
    result = RESULTS["vinhphuc_noichinh_2017"]
    units = units_of(result)
    polls = [
        poll("election", [{"code": code, "unit": code, "votes": 9}], 9, seats=1)
        | {"code": office, "method": "acclamation"}
        for office, code in [
            ("head", code_of(result["head_unit_next_year"])),
            ("deputy", code_of(result["deputy_unit_next_year"])),
        ]
    ]
    file = year_file(theme=result["theme"], units=units, polls=polls)
    assert year_document(as_yaml(document_of(file))).theme == result["theme"]
    found = evaluated(theme=result["theme"], units=units, polls=polls)
    assert [(verdict["outcome"], verdict["options"][0]["outcome"]) for verdict in found["polls"]] == [
        ("decided", "elected")
    ] * 2


def test_all_six_units_of_dong_nai_did_excellently() -> None:
    result = RESULTS["dongnai_mttq_cum2_2022"]
    units = units_of(result)
    assert len(units) == int(result["members_count"])
    found = evaluated(
        units=units,
        criteria=[{"code": "1", "name": "Tổng điểm", "method": "direct", "max": "100"}],
        scores=[
            {"unit": unit["code"], "criterion": "1", "stage": "final", "points": f"{90 + number}"}
            for number, unit in enumerate(units)
        ],
        classification=[{"code": "hoan-thanh-xuat-sac", "name": "Hoàn thành xuất sắc", "min": "90"}],
    )
    words = [line["classification"] for line in found["standings"]]
    assert words.count("hoan-thanh-xuat-sac") == int(result["classified"]["hoan_thanh_xuat_sac"])
