"""The best units over all blocks of a year, on the one base that blocks have in common: the percent."""

from collections.abc import Mapping
from heapq import nlargest
from typing import NamedTuple

from services.rules.exact import percent_of
from services.rules.ranking import RankingRow, places

Roll = tuple[int, int]
"""A block's year and a unit on its roll, by their ids."""


class Leader(NamedTuple):
    """A unit among the best; percent in hundredths, tied: others share the place."""

    of: Roll
    percent: int
    rank: int
    tied: bool


def leaders(totals: Mapping[Roll, tuple[int, int]], most: int) -> list[Leader]:
    """The first `most` of the complete units, and all who share the last place among these, best first.

    `totals` has the points and the maximum in hundredths of each; equals stay in the order given. A block's
    own tie-breaks part nobody here: other blocks have not the criteria that they name.
    Source: block regulation; year-file, Complete; house rule (leaderboard by percent)
    """
    percents = {of: percent_of(points, maximum) for of, (points, maximum) in totals.items()}
    best = nlargest(most, percents.values())
    if not best:
        return []
    found = [of for of, percent in percents.items() if percent >= best[-1]]
    placed = places([RankingRow(str(index), percents[of], (), True) for index, of in enumerate(found)])
    return [
        Leader(of, percents[of], rank or 0, tied)
        for of, rank, tied in ((found[int(index)], rank, tied) for index, rank, tied in placed)
    ]
