"""Says what a doubtful cell is understood as, and why somebody has to look at it."""

from collections.abc import Mapping, Sequence

from pages.shared.i18n import N_, _
from pages.shared.plain import plain
from services.rules.likely_numbers import Doubt

DOUBTS: Mapping[Doubt, str] = {
    Doubt.INVISIBLE: N_("it has signs that cannot be seen"),
    Doubt.WIDE: N_("it has signs of full width"),
    Doubt.SIGN: N_("it has a plus or minus sign"),
    Doubt.UNIT: N_("there is a word behind the number"),
    Doubt.FRACTION: N_("it has a fraction sign"),
    Doubt.SPACES: N_("there are spaces within the number"),
    Doubt.MARK: N_("the mark may be one of thousands or of decimals"),
    Doubt.ZEROS: N_("zeros stand before the number"),
    Doubt.DAY: N_("Excel may have made it of something else, by way of a date"),
    Doubt.DASH: N_("a dash may mean nought, or not assigned"),
    Doubt.TICK: N_("it is an unusual word or sign for achieved or not"),
    Doubt.ERASES: N_("what stands in the cell would be erased"),
    Doubt.SINCE: N_("somebody else has changed the cell after the sheet was downloaded"),
}


def doubt_sentence(text: str, understood: str, doubts: Sequence[Doubt]) -> str:
    """What the text is understood as and why that is doubtful, as Markdown; the text stays as typed."""
    why = "; ".join(_(DOUBTS[doubt]) for doubt in doubts)
    if not understood:
        return _('"{text}" is understood as an empty cell: {why}.').format(text=plain(text), why=why)
    said = _('"{text}" is understood as "{understood}": {why}.')
    return said.format(text=plain(text), understood=plain(understood), why=why)
