"""The rules of a ranking in sentences: by what places are given, who was equal, bands, awards."""

from collections.abc import Mapping, Sequence

from models.enums import RankingKey, Stage
from pages.shared import formats
from pages.shared.awards import award_name
from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.queries.places import YearPlaces
from services.rules.document import BONUS, Band, Quota, RankingRule
from services.rules.exact import share_text
from services.rules.place_reasons import TieBreak
from services.rules.ties import Tie

STAGES: Mapping[Stage, str] = {
    Stage.SELF: N_("self scores"),
    Stage.REVIEW: N_("review scores"),
    Stage.FINAL: N_("final scores"),
}


def basis(places: YearPlaces) -> str:
    """By what the places are given, and what decides between equal units."""
    rule = places.facts.rule
    parts = [
        _("by {stage}").format(stage=_(STAGES[rule.stage])),
        _("ranked by percent") if rule.by is RankingKey.PERCENT else _("ranked by points"),
    ]
    if rule.tie_breaks:
        chain = ", ".join(plain(criterion_name(places, code)) for code in rule.tie_breaks)
        parts.append(_("ties broken by: {chain}").format(chain=chain))
    else:
        parts.append(_("equal units share the place"))
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def criterion_name(places: YearPlaces, code: str) -> str:
    """What a criterion is called, with its code; all bonus and penalty points together have a word."""
    if code == BONUS:
        return _("bonus and penalty")
    return next((f"{code}. {line.rule.name}" for line in places.criteria if line.rule.code == code), code)


def tie_sentence(places: YearPlaces, tie: Tie, names: Mapping[str, str]) -> str:
    """How two equal units were put in order, with every figure that was asked: Markdown."""
    facts = {
        "ahead": plain(names[tie.ahead]),
        "behind": plain(names[tie.behind]),
        "figure": key_text(tie.key, places.facts.rule),
        "asked": "; ".join(_asked(places, one) for one in tie.chain),
    }
    if not tie.shared:
        return _(
            "{ahead} stands before {behind}: both have {figure}, then it was decided by {asked}."
        ).format(**facts)
    if tie.chain:
        return _(
            "{ahead} and {behind} share the place: both have {figure}, and are equal in {asked}."
        ).format(**facts)
    return _(
        "{ahead} and {behind} share the place: both have {figure}, and nothing is set to decide."
    ).format(**facts)


def key_text(figure: int, rule: RankingRule) -> str:
    """What places are given by, with its unit."""
    if rule.by is RankingKey.PERCENT:
        return formats.percent(figure)
    return _("{points} points").format(points=formats.points(figure))


def _asked(places: YearPlaces, one: TieBreak) -> str:
    said = _("{criterion}, {own} against {others}")
    return said.format(
        criterion=plain(criterion_name(places, one.code)),
        own=formats.points(one.own),
        others=formats.points(one.others),
    )


def range_words(band: Band) -> str:
    """The percents of a band, with what becomes of its ends."""
    low, high = formats.percent(band.min, trim=True), formats.percent(band.max, trim=True)
    if band.min is None and band.max is None:
        return _("any percent")
    if band.max is None:
        said = _("from {low} up") if band.min_included else _("above {low}")
    elif band.min is None:
        said = _("up to and with {high}") if band.max_included else _("below {high}")
    elif band.min_included:
        said = _("from {low} to {high}") if band.max_included else _("from {low} to below {high}")
    else:
        said = _("above {low} to {high}") if band.max_included else _("above {low}, below {high}")
    return said.format(low=low, high=high)


def quota_words(quota: Quota, counts: Mapping[str, int], units: int) -> str:
    """By which rule the number of an award is what it is, with the figures in it."""
    if quota.share_of_remaining is None:
        return _("a fixed number")
    taken = [(award, counts.get(award, 0)) for award in quota.after]
    rest = units - sum(number for _award, number in taken)
    facts = {
        "share": share_text(quota.share_of_remaining),
        "units": formats.count(units),
        "rest": formats.count(rest),
        "awards": _taken(taken),
    }
    if not taken:
        return _("{share} of the {units} units that are scored, rounded down").format(**facts)
    return _("{share} of the {rest} units that are left of {units} after {awards}, rounded down").format(
        **facts
    )


def _taken(taken: Sequence[tuple[str, int]]) -> str:
    said = _("{award} ({count})")
    return ", ".join(
        said.format(award=plain(award_name(award)), count=formats.count(number)) for award, number in taken
    )
