"""What titles and commendations are called."""

from collections.abc import Mapping

from pages.shared.i18n import N_, _

_NAMES: Mapping[str, str] = {
    "gov_flag": N_("Emulation flag of the Government"),
    "province_flag": N_("Emulation flag of the provincial People's Committee"),
    "pm_certificate": N_("Certificate of merit of the Prime Minister"),
    "province_certificate": N_("Certificate of merit of the provincial Chairman"),
    "excellent_collective": N_("Excellent labour collective"),
}


def known_awards() -> tuple[str, ...]:
    """The codes of the awards that have a name here."""
    return tuple(_NAMES)


def award_name(code: str) -> str:
    """The name of a known award; an award that the block made up is called by its code."""
    return _(_NAMES[code]) if code in _NAMES else code


def awards_to_choose(*known: str) -> list[str]:
    """The codes that can be chosen from: those of the year first, then the customary ones, each once."""
    return list(dict.fromkeys((*known, *_NAMES)))
