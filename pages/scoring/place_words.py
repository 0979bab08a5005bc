"""Why one unit stands before another, in sentences and figures."""

from collections.abc import Mapping

from models.enums import RankingKey
from pages.scoring.standings_words import criterion_name, key_text
from pages.shared import formats
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.places import YearPlaces
from services.rules.document import RankingRule
from services.rules.place_reasons import Decided, Gap


def gap_sentence(places: YearPlaces, gap: Gap, names: Mapping[str, str]) -> str:
    """By how much a unit is ahead of or behind another, or which tie-break put one before the other."""
    rule = places.facts.rule
    other = plain(names[gap.other])
    if gap.decided is Decided.TIE_BREAK:
        asked = "; ".join(
            _("{criterion}: {own} against {others}").format(
                criterion=plain(criterion_name(places, one.code)),
                own=formats.points(one.own),
                others=formats.points(one.others),
            )
            for one in gap.chain
        )
        said = _("Both have {figure}. What decided, in this order: {asked}.")
        return said.format(figure=key_text(gap.own_key, rule), asked=asked)
    ahead = gap.difference > 0
    said = (
        _("{own} against {others}: {difference} ahead of {unit}.")
        if ahead
        else _("{own} against {others}: {difference} behind {unit}.")
    )
    return said.format(
        own=key_text(gap.own_key, rule),
        others=key_text(gap.others_key, rule),
        difference=_apart(abs(gap.difference), rule),
        unit=other,
    )


def _apart(figure: int, rule: RankingRule) -> str:
    """How far two units are apart: what lies between two percents is no percent of anything."""
    if rule.by is RankingKey.PERCENT:
        return _("{points} percentage points").format(points=formats.points(figure))
    return key_text(figure, rule)


def difference_text(places: YearPlaces, hundredths: int) -> str:
    """A difference with its sign, in points or percent as places are given."""
    sign = "+" if hundredths > 0 else ""
    by_percent = places.facts.rule.by is RankingKey.PERCENT
    return sign + (formats.percent(hundredths) if by_percent else formats.points(hundredths))


def part_text(points: int | None) -> str:
    """The points of a leaf; a word where it is not assigned to the unit."""
    return _("not assigned") if points is None else formats.points(points)
