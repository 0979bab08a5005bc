"""The criteria tree and the score entries of a year-file."""

from collections import defaultdict
from collections.abc import Container
from typing import Any

from models.enums import Method, Stage
from services.rules.document import Criterion, Score
from services.rules.exact import points_text
from services.rules.problems import Problem
from services.rules.sections import Section

_FIGURES = ("points", "achieved", "target", "actual", "count", "bonus_count", "penalty_count")


_OF_METHODS = ("max", "step", "per_item", "bonus", "penalty", "floor", "cap")


def read_criteria(file: Section) -> tuple[tuple[Criterion, ...], set[str]]:
    """The criteria in display order, each after its parent, with maxima that add up; and the faulty ones.

    Source: year-file, criteria and Refused
    """
    before = len(file.faults)
    taken: set[str] = set()
    found: dict[str, Criterion] = {}
    places: dict[str, Section] = {}
    faulty: set[str] = set()
    for section in file.sections("criteria"):
        own = len(file.faults)
        criterion = _criterion(section, taken)
        if len(file.faults) > own:
            faulty.add(criterion.code)
        parent = criterion.parent
        if parent and parent not in found:
            section.fault(Problem.UNKNOWN_PARENT, "parent", code=parent)
        elif parent and found[parent].method is not Method.GROUP:
            section.fault(Problem.PARENT_NOT_GROUP, "parent", code=parent)
        found[criterion.code] = criterion
        places[criterion.code] = section
    criteria = tuple(found.values())
    if len(file.faults) == before:
        for code, total in sums_of_groups(criteria).items():
            maximum = found[code].max
            if maximum is not None and maximum != total:
                places[code].fault(
                    Problem.GROUP_SUM, "max", maximum=points_text(maximum), total=points_text(total)
                )
    return criteria, faulty


def sums_of_groups(criteria: tuple[Criterion, ...]) -> dict[str, int]:
    """The sum of its children's maxima for every group; bonus and penalty are outside every maximum.

    A group without children sums to 0; a group with a maximum counts with it in its own parent.
    Source: year-file, criteria
    """
    sums: defaultdict[str, int] = defaultdict(int)
    for criterion in reversed(criteria):
        own = criterion.max
        if own is None and criterion.method is Method.GROUP:
            own = sums[criterion.code]
        if criterion.parent:
            sums[criterion.parent] += own or 0
    return {c.code: sums[c.code] for c in criteria if c.method is Method.GROUP}


def _criterion(section: Section, taken: set[str]) -> Criterion:
    code = section.new_code("code", taken)
    name = section.sentence("name")
    before = len(section.faults)
    method = section.word("method", Method)
    figures: dict[str, Any] = {}
    if len(section.faults) > before:
        section.ignore(_OF_METHODS)  # which of them belong here nobody can say
    elif method is Method.GROUP:
        figures = {"max": section.maybe("max", section.points)}
    elif method is Method.BONUS_PENALTY:
        figures = {key: section.decimal(key) for key in ("bonus", "penalty")}
        figures |= {key: section.signed_points(key) for key in ("floor", "cap")}
        if figures["floor"] > figures["cap"]:
            section.fault(Problem.FLOOR_ABOVE_CAP)
    else:
        figures = {"max": section.points("max")}
    if method is Method.PER_ITEM:
        figures["per_item"] = section.decimal("per_item")
    if method is Method.DIRECT and section.has("step"):
        figures["step"] = section.points("step", minimum=1)
    parent = section.maybe("parent", section.code)
    return Criterion(code=code, name=name, method=method, parent=parent, **figures)


def read_scores(
    file: Section, units: Container[str], criteria: tuple[Criterion, ...], faulty: Container[str]
) -> tuple[Score, ...]:
    """The score entries, one at most for a unit, a criterion and a stage.

    The figures for a faulty criterion are not judged, since it is unknown what they must be.

    Source: year-file, scores and Refused
    """
    known = {criterion.code: criterion for criterion in criteria}
    seen: set[tuple[str, str, Stage]] = set()
    scores: list[Score] = []
    for section in file.sections("scores"):
        before = len(file.faults)
        unit = section.known("unit", units, Problem.UNKNOWN_UNIT)
        code = section.known("criterion", known, Problem.UNKNOWN_CRITERION)
        stage = section.word("stage", Stage)
        if code is None or code in faulty:
            section.ignore((*_FIGURES, "not_assigned"))
            continue
        sound = len(file.faults) == before
        figures = _figures(section, known[code])
        if unit is None or not sound:
            continue
        if (unit, code, stage) in seen:
            section.fault(Problem.SCORED_TWICE)
        seen.add((unit, code, stage))
        scores.append(Score(unit=unit, criterion=code, stage=stage, **figures))
    return tuple(scores)


def _figures(section: Section, criterion: Criterion) -> dict[str, Any]:
    method = criterion.method
    if method is Method.GROUP:
        section.ignore((*_FIGURES, "not_assigned"))
        section.fault(Problem.SCORE_ON_GROUP, "criterion", code=criterion.code)
        return {}
    if section.truth("not_assigned", default=False):
        if section.ignore(_FIGURES):
            section.fault(Problem.NOT_ASSIGNED_ALONE)
        return {"not_assigned": True}
    if method is Method.DIRECT:
        return {"points": _direct_points(section, criterion)}
    if method is Method.PASS_FAIL:
        if not section.has("achieved"):
            section.take("achieved")
        return {"achieved": section.truth("achieved", default=False)}
    if method is Method.QUANTITATIVE:
        target = None if section.nothing("target") else section.decimal("target")
        return {"target": target, "actual": section.decimal("actual")}
    if method is Method.PER_ITEM:
        return {"count": section.whole("count")}
    return {key: section.whole(key) for key in ("bonus_count", "penalty_count")}


def _direct_points(section: Section, criterion: Criterion) -> int:
    points = section.points("points")
    if criterion.max is not None and points > criterion.max:
        section.fault(Problem.ABOVE, "points", maximum=points_text(criterion.max))
    elif criterion.step and points % criterion.step:
        section.fault(Problem.OFF_STEP, "points", step=points_text(criterion.step))
    return points
