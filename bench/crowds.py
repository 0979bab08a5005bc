"""What a crowd was served that looks every two seconds, beside the same crowd before something barer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar

from bench.measuring import print_table


class Looks(Protocol):
    """What a crowd has noted in one round: seconds of each answer, answers due, seconds of the processor."""

    took: list[float]
    due: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one round gave: milliseconds, answers, percent of one core, MiB."""

    p50: float
    p95: float
    slowest: float
    due: int
    came: int
    cpu: float
    memory: float


Round = TypeVar("Round", bound=Figures)
Row = tuple[str, str, Callable[[Sequence[Round]], float], str, float]
"""What is said of the rounds: in which form, and the goal with its limit where there is one."""


def figures_of(looks: Looks, seconds: float, memory: float) -> Figures:
    """The figures of a round of so many seconds, and of the memory after it."""
    took = sorted(1000 * one for one in looks.took)
    return Figures(
        p50=median(took),
        p95=took[min(len(took) - 1, len(took) * 95 // 100)],
        slowest=took[-1],
        due=looks.due,
        came=len(took),
        cpu=100 * looks.cost / seconds,
        memory=memory,
    )


def print_beside(
    title: str,
    names: tuple[str, str],
    rows: Sequence[Row[Round]],
    product: Sequence[Round],
    bare: Sequence[Round],
) -> None:
    """Print what is said of the product's rounds beside the same of the barer ones, called by these names."""
    lines = []
    for what, form, of_rounds, goal, limit in rows:
        ours, theirs = of_rounds(product), of_rounds(bare)
        ratio = f"{ours / theirs:.2f}x" if theirs else ""
        verdict = ("met" if ours <= limit else "MISSED") if goal else ""
        lines.append((what, form.format(ours), form.format(theirs), ratio, goal, verdict))
    print_table(title, ("what", *names, "ratio", "goal", ""), lines)
