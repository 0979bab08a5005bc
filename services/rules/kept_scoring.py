"""What a year's scoring came to when it was locked, read back, and how today's reckoning differs from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.rules.evaluation import Standing
from services.rules.exact import decimal_of, hundredths_of

_OF_UNIT = ("rank", "tied", "points", "percent", "bonus", "max", "missing", "classification")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure that is not what was kept, in the words of the printed evaluation; None: there is none.

    `unit` is a unit's code, or an award's for the figure `quota`; `figure` a key of a standing, or
    `branches` with a `criterion`.
    """

    unit: str
    figure: str
    kept: str | None
    now: str | None
    criterion: str = ""


def kept_standings(kept: Mapping[str, Any]) -> tuple[Standing, ...]:
    """The standings as they were printed then.

    Source: year-file, Command line
    """
    return tuple(
        Standing(
            unit=line["unit"],
            points=_hundredths(line["points"]),
            bonus=_hundredths(line["bonus"]),
            max=_hundredths(line["max"]),
            percent=_hundredths(line["percent"]),
            missing=line["missing"],
            rank=line["rank"],
            tied=line["tied"],
            classification=line["classification"],
            branches={code: _hundredths(points) for code, points in line["branches"].items()},
        )
        for line in kept["standings"]
    )


def differences(kept: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Where two printed evaluations of one year differ, by unit as they were kept, then the new ones.

    Source: house rule (a locked year prints the same for ever)
    """
    before, after = _by_unit(kept["standings"]), _by_unit(now["standings"])
    found = [
        difference
        for unit in dict.fromkeys([*before, *after])
        for difference in _of_unit(unit, before.get(unit, {}), after.get(unit, {}))
    ]
    before, after = kept["quotas"], now["quotas"]
    found += [
        Difference(unit=award, figure="quota", kept=_text(before.get(award)), now=_text(after.get(award)))
        for award in dict.fromkeys([*before, *after])
        if before.get(award) != after.get(award)
    ]
    return tuple(found)


def _of_unit(unit: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for figure in _OF_UNIT:
        if before.get(figure) != after.get(figure):
            yield Difference(
                unit=unit, figure=figure, kept=_text(before.get(figure)), now=_text(after.get(figure))
            )
    old, new = before.get("branches", {}), after.get("branches", {})
    for code in dict.fromkeys([*old, *new]):
        if old.get(code) != new.get(code):
            yield Difference(
                unit=unit, figure="branches", kept=old.get(code), now=new.get(code), criterion=code
            )


def _by_unit(lines: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {line["unit"]: line for line in lines}


def _hundredths(text: str) -> int:
    return hundredths_of(decimal_of(text)) or 0


def _text(value: object) -> str | None:
    return None if value is None else str(value)
