"""The sentences of what is refused around titles and next year's offices."""

from collections.abc import Mapping
from enum import StrEnum

from pages.shared.i18n import N_
from services.errors.base import DomainError
from services.errors.outcome import AwardFault, AwardUnfit, OverQuota, RoundChoseNobody

OUTCOME_SENTENCES: Mapping[type[DomainError], str] = {
    AwardUnfit: N_('"{text}" is no code of a title. Choose one of the list.'),
    OverQuota: N_(
        "The quota is {quota}, and {proposed} units would be proposed: {names}. Give the reason, or choose "
        "another title."
    ),
    RoundChoseNobody: N_(
        '"{title}" has chosen no unit whose result was read out and stands. Choose another vote.'
    ),
}

BY_OUTCOME_REASON: Mapping[StrEnum, str] = {
    AwardFault.MISSING: N_('"{name}" is not proposed for this title. Propose it first.'),
    AwardFault.PROPOSED: N_('"{name}" is proposed, and no more yet. Note what the Council has passed first.'),
    AwardFault.PASSED: N_('The title of "{name}" was passed by the Council. Note the decision next.'),
    AwardFault.DECIDED: N_(
        'The title of "{name}" is decided. It can only be revoked, or its step taken back.'
    ),
    AwardFault.REVOKED: N_(
        'The title of "{name}" was revoked. Take that step back first if it was a mistake.'
    ),
}
