"""The rules once more, slow and plain, from the words of the year-file; on plain mappings, with Fractions.

Nothing of the code under test is used here but the words of the file itself.
"""

import math
from fractions import Fraction
from typing import Any

Plain = dict[str, Any]


def half_up(value: Fraction) -> Fraction:
    """Rounded to 0.01, halves up."""
    return Fraction(math.floor(value * 100 + Fraction(1, 2)), 100)


def shown(value: Fraction) -> str:
    hundredths = int(value * 100)
    sign, digits = ("-" if hundredths < 0 else ""), f"{abs(hundredths):03d}"
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


def quantitative(maximum: Fraction, results: dict[str, tuple[Fraction, Fraction]]) -> dict[str, Fraction]:
    """Points by unit from (target, actual); a target of 0 is none."""
    exceeds = [(actual - target) / target for target, actual in results.values() if target > 0]
    lead = max([exceed for exceed in exceeds if exceed > 0], default=None)
    most = max([actual for target, actual in results.values() if target == 0], default=Fraction(0))
    points = {}
    for unit, (target, actual) in results.items():
        if target == 0:
            value = Fraction(0) if most == 0 else actual / most * maximum
        elif actual < target:
            value = maximum / 2 * actual / target
        elif actual == target:
            value = maximum / 2
        elif (actual - target) / target == lead:
            value = maximum
        else:
            assert lead is not None
            value = maximum / 2 + ((actual - target) / target) / lead * maximum / 2
        points[unit] = half_up(value)
    return points


def ranks(figures: dict[str, tuple[Fraction, ...]]) -> dict[str, tuple[int, bool]]:
    """(rank, tied) by unit: one more than the number of better units."""
    return {
        unit: (
            1 + sum(other > own for other in figures.values()),
            sum(other == own for other in figures.values()) > 1,
        )
        for unit, own in figures.items()
    }


def needed(operator: str, share: Fraction, count: int) -> int:
    """The smallest whole number for which the rule holds, found by trying."""
    number = 0
    while not (number >= share * count if operator == ">=" else number > share * count):
        number += 1
    return number


def quota(quotas: list[Plain], award: str, scored: int) -> int:
    found = [quota for quota in quotas if quota["award"] == award]
    if not found:
        return 0
    if "max" in found[0]:
        return int(found[0]["max"])
    taken = sum(quota(quotas, other, scored) for other in found[0].get("after", []))
    return max(0, math.floor(Fraction(found[0]["share_of_remaining"]) * (scored - taken)))


def poll(given: Plain) -> Plain:
    """The verdict of a poll as the command line prints it."""
    counts = {"summoned": given["summoned"], "present": given["present"]}
    counts["members"] = given.get("members", counts["summoned"])
    counts["issued"] = given.get("issued", counts["present"])
    counts["collected"] = given.get("collected", counts["issued"])
    counts["valid"] = counts["collected"] - given.get("invalid", 0)
    rule, quorum = given.get("rule"), given.get("quorum")
    basis = counts[rule["basis"]] if rule else None
    required = max(1, needed(rule["operator"], Fraction(rule["share"]), basis or 0)) if rule else None
    enough_present = None
    if quorum:
        at_least = needed(quorum["operator"], Fraction(quorum["share"]), counts[quorum["basis"]])
        enough_present = {
            "required": at_least,
            "have": counts["present"],
            "reached": counts["present"] >= at_least,
        }
    votes = {o["code"]: o["votes"] for o in given["options"] if "votes" in o}
    words, outcome = _words(given, votes, required or 1)
    if enough_present and not enough_present["reached"]:
        words, outcome = dict.fromkeys(words), "no_quorum"
    of = counts["valid"] if basis is None else basis
    return {
        "code": given["code"],
        "required": required,
        "basis_count": basis,
        "quorum": enough_present,
        "outcome": outcome,
        "options": [
            {
                "option": code,
                "votes": votes.get(code),
                "percent": _percent(votes[code], of) if code in votes else None,
                "outcome": word,
            }
            for code, word in words.items()
        ],
    }


def _percent(votes: int, of: int) -> str:
    return "0.00" if of == 0 else shown(half_up(Fraction(votes * 100, of)))


def _words(given: Plain, votes: dict[str, int], required: int) -> tuple[dict[str, str | None], str]:
    words: dict[str, str | None] = {}
    seats = given.get("seats", 0)
    for option in given["options"]:
        own = votes.get(option["code"])
        if own is None:
            word = "withdrawn"
        elif given["kind"] != "election":
            word = "passed" if own >= required else "failed"
        else:
            better = sum(other > own for other in votes.values())
            equal = sum(other == own for other in votes.values())
            if own < required or better >= seats:
                word = "not_elected"
            else:
                word = "elected" if better + equal <= seats else "tied"
        words[option["code"]] = word
    if given["kind"] != "election":
        return words, "decided"
    if "tied" in words.values():
        return words, "tied"
    return words, "decided" if list(words.values()).count("elected") == seats else "open_seats"


def standings(year: dict[str, Any]) -> dict[str, Any]:
    """Points, bonus, max, percent, missing, (rank, tied) and what the rank is by, of every scored unit."""
    criteria = {criterion["code"]: criterion for criterion in year["criteria"]}
    scored = [unit["code"] for unit in year["units"] if unit["scored"]]
    cells = {(s["unit"], s["criterion"]): s for s in year["scores"] if s["stage"] == "final"}
    points = leaf_points(criteria, cells)
    rows: dict[str, dict[str, Any]] = {}
    for unit in scored:
        leaves = [code for code, criterion in criteria.items() if criterion["method"] != "group"]
        within = [code for code in leaves if criteria[code]["method"] != "bonus_penalty"]
        missing = sum((unit, code) not in cells for code in within)
        assigned = [code for code in within if not cells.get((unit, code), {}).get("not_assigned")]
        total = sum((points.get((unit, code), Fraction(0)) for code in leaves), Fraction(0))
        maximum = sum((Fraction(criteria[code]["max"]) for code in assigned), Fraction(0))
        percent = half_up(total * 100 / maximum) if maximum else Fraction(0)
        rows[unit] = {"points": total, "max": maximum, "percent": percent, "missing": missing}
        rows[unit]["bonus"] = total - sum((points.get((unit, c), Fraction(0)) for c in within), Fraction(0))
    figures: dict[str, tuple[Fraction, ...]] = {}
    for unit, row in rows.items():
        if not row["missing"]:
            breaks = [
                row["bonus"] if code == "bonus" else branch(criteria, points, unit, code)
                for code in year["ranking"].get("tie_breaks", [])
            ]
            figures[unit] = (row[year["ranking"]["by"]], *breaks)
    places = ranks(figures)
    return {
        unit: row | {"rank": places.get(unit, (None, False)), "figures": figures.get(unit)}
        for unit, row in rows.items()
    }


def branch(
    criteria: dict[str, Any], points: dict[tuple[str, str], Fraction], unit: str, code: str
) -> Fraction:
    children = [child for child, criterion in criteria.items() if criterion.get("parent") == code]
    own = points.get((unit, code), Fraction(0))
    return own + sum((branch(criteria, points, unit, child) for child in children), Fraction(0))


def leaf_points(
    criteria: dict[str, Any], cells: dict[tuple[str, str], Any]
) -> dict[tuple[str, str], Fraction]:
    points = {}
    for (unit, code), cell in cells.items():
        criterion = criteria[code]
        maximum = Fraction(criterion.get("max", "0"))
        if "points" in cell:
            points[unit, code] = Fraction(cell["points"])
        elif "achieved" in cell:
            points[unit, code] = maximum if cell["achieved"] else Fraction(0)
        elif "count" in cell:
            points[unit, code] = min(half_up(cell["count"] * Fraction(criterion["per_item"])), maximum)
        elif "bonus_count" in cell:
            bonus = cell["bonus_count"] * Fraction(criterion["bonus"])
            net = half_up(bonus - cell["penalty_count"] * Fraction(criterion["penalty"]))
            points[unit, code] = sorted([Fraction(criterion["floor"]), net, Fraction(criterion["cap"])])[1]
    for code, criterion in criteria.items():
        if criterion["method"] == "quantitative":
            results = {
                unit: (Fraction(cell.get("target", 0)), Fraction(cell["actual"]))
                for (unit, of), cell in cells.items()
                if of == code and "actual" in cell
            }
            found = quantitative(Fraction(criterion["max"]), results)
            points |= {(unit, code): value for unit, value in found.items()}
    return points
