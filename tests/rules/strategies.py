"""Year-files of any shape that the format allows, as plain mappings."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from services.rules.exact import points_text

Plain = dict[str, Any]

BASES = ("members", "summoned", "present", "issued", "collected", "valid")
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of writing, which no name may have."""
names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters=TURNING),
    min_size=1,
    max_size=30,
).filter(lambda text: any(character.isalnum() for character in text))
shares = st.fractions(min_value=0, max_value=1, max_denominator=12).map(str)
decimals = st.decimals(min_value=0, max_value=500, places=1, allow_nan=False).map(
    lambda value: format(value, "f")
)
thresholds = st.fixed_dictionaries(
    {"operator": st.sampled_from([">=", ">"]), "share": shares, "basis": st.sampled_from(BASES)}
)


@st.composite
def polls(draw: st.DrawFn, code: str = "p") -> Plain:
    """A poll with sound counts, of any kind."""
    kind = draw(st.sampled_from(["approval", "election", "motion"]))
    members = draw(st.integers(0, 30))
    counts = {"members": members}
    for wider, narrower in [
        ("members", "summoned"),
        ("summoned", "present"),
        ("present", "issued"),
        ("issued", "collected"),
        ("collected", "invalid"),
    ]:
        counts[narrower] = draw(st.integers(max(0, counts[wider] - 6), counts[wider]))
    invalid = counts["invalid"] = counts["collected"] - counts["invalid"]
    valid = counts["collected"] - invalid
    seats = draw(st.integers(1, 4)) if kind == "election" else None
    left = valid * (seats or 1000)
    options: list[Plain] = []
    for number in range(1 if kind == "motion" else draw(st.integers(1, 7))):
        option: Plain = {"code": f"o{number}"}
        if draw(st.integers(0, 5)) == 0:
            option["withdrawn"] = True
        else:
            option["votes"] = draw(st.integers(max(0, min(valid, left) - 4), min(valid, left)))
            left -= option["votes"]
        options.append(option)
    poll: Plain = {"code": code, "title": "Suy tôn", "kind": kind, "method": "secret", **counts}
    poll["options"] = options
    if seats:
        poll["seats"] = seats
    if kind != "election" or draw(st.booleans()):
        poll["rule"] = draw(thresholds)
    if draw(st.booleans()):
        poll["quorum"] = draw(thresholds)
    return poll


@st.composite
def criteria(draw: st.DrawFn) -> list[Plain]:
    """A tree of criteria with every method; groups have no maximum of their own."""
    tree: list[Plain] = []
    for number in range(draw(st.integers(0, 8))):
        method = draw(
            st.sampled_from(["group", "direct", "pass_fail", "quantitative", "per_item", "bonus_penalty"])
        )
        criterion: Plain = {"code": str(number), "name": f"Tiêu chí {number}", "method": method}
        groups = [earlier["code"] for earlier in tree if earlier["method"] == "group"]
        if draw(st.booleans()) and groups:
            criterion["parent"] = draw(st.sampled_from(groups))
        if method == "bonus_penalty":
            criterion |= {"bonus": draw(decimals), "penalty": draw(decimals), "floor": "-5", "cap": "5.25"}
        elif method != "group":
            criterion["max"] = points_text(draw(st.integers(0, 4000)))
        if method == "per_item":
            criterion["per_item"] = str(draw(st.integers(0, 30))) + ".125"
        tree.append(criterion)
    return tree


@st.composite
def entries(draw: st.DrawFn, criterion: Plain) -> Plain:
    """The figures of one cell."""
    if draw(st.integers(0, 6)) == 0:
        return {"not_assigned": True}
    method = criterion["method"]
    if method == "direct":
        return {"points": points_text(draw(st.integers(0, int(Fraction(criterion["max"]) * 100))))}
    if method == "pass_fail":
        return {"achieved": draw(st.booleans())}
    if method == "per_item":
        return {"count": draw(st.integers(0, 9))}
    if method == "bonus_penalty":
        return {"bonus_count": draw(st.integers(0, 3)), "penalty_count": draw(st.integers(0, 3))}
    entry = {"actual": draw(decimals)}
    if draw(st.booleans()):
        entry["target"] = draw(decimals)
    return entry


@st.composite
def year_files(draw: st.DrawFn) -> Plain:
    """A whole year."""
    units: list[Plain] = [
        {"code": f"u{number}", "name": draw(names), "scored": draw(st.integers(0, 4)) > 0}
        for number in range(draw(st.integers(1, 5)))
    ]
    tree = draw(criteria())
    leaves = [criterion for criterion in tree if criterion["method"] != "group"]
    scores = [
        {"unit": unit["code"], "criterion": leaf["code"], "stage": stage, **draw(entries(leaf))}
        for unit in units
        for leaf in leaves
        for stage in ("review", "final")
        if draw(st.integers(0, 9)) > 0
    ]
    ranking: Plain = {"by": draw(st.sampled_from(["points", "percent"]))}
    if draw(st.booleans()) and tree:
        codes = [criterion["code"] for criterion in tree] + ["bonus"]
        ranking["tie_breaks"] = draw(st.lists(st.sampled_from(codes), max_size=3, unique=True))
    bands: list[Plain] = [
        {"code": f"b{number}", "name": draw(names)} for number in range(draw(st.integers(0, 3)))
    ]
    for band in bands:
        low, high = sorted(draw(st.tuples(st.integers(-500, 12000), st.integers(-500, 12000))))
        band |= {"min": points_text(low), "max": points_text(high), "max_included": draw(st.booleans())}
    quotas: list[Plain] = [{"award": "gov_flag", "max": draw(st.integers(0, 3))}]
    quotas.insert(
        draw(st.integers(0, 1)),
        {"award": "cert", "share_of_remaining": draw(shares), "after": ["gov_flag", "x"]},
    )
    return {
        "format": "thidua-year/1",
        "year": draw(st.integers(1900, 2200)),
        "block": {"code": "b", "name": draw(names), "kind": "block"},
        "theme": draw(names),
        "units": units,
        "criteria": tree,
        "scores": scores,
        "ranking": ranking,
        "classification": bands,
        "quotas": quotas,
        "polls": [draw(polls(code=f"p{number}")) for number in range(draw(st.integers(0, 2)))],
        "next": {"head": "u0", "tasks": draw(st.lists(names, max_size=2))},
    }
