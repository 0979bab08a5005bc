"""The sentences of refusals around what places are given by."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.ranking import RankingFault

BY_RANKING_REASON: Mapping[StrEnum, str] = {
    RankingFault.BAND_UPSIDE_DOWN: N_('The lower end of "{name}" is above its upper end. Mend one of them.'),
    RankingFault.BAND_EMPTY: N_(
        'No percent fits "{name}": its ends are equal and one of them is left out. Include both.'
    ),
    RankingFault.BAND_TWICE: N_('"{name}" stands twice. Give one of them another name, or remove it.'),
    RankingFault.QUOTA_NO_AWARD: N_("A line says no award. Choose one from the list, or remove the line."),
    RankingFault.QUOTA_TWICE: N_('The award "{name}" stands twice. Remove one of the lines.'),
    RankingFault.QUOTA_ONE_LIMIT: N_(
        'The award "{name}" needs either a number or a share, not both and not neither.'
    ),
    RankingFault.QUOTA_CYCLE: N_(
        "These awards wait for one another, so none can be counted. Mend what is taken off before each."
    ),
    RankingFault.TIE_BREAK_TWICE: N_('"{name}" stands twice among what decides equal units. Remove one.'),
    RankingFault.TIE_BREAK_UNKNOWN: N_(
        'There is no criterion "{name}" any more. Take it out of what decides equal units.'
    ),
}
