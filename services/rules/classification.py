"""Classification bands on percent."""

from collections.abc import Iterable

from services.rules.document import Band


def classify(percent: int, bands: Iterable[Band]) -> str | None:
    """The code of the first band that a percent (in hundredths) fits, None when it fits none.

    Source: block regulation; year-file, Edges
    """
    return next((band.code for band in bands if _fits(percent, band)), None)


def _fits(percent: int, band: Band) -> bool:
    if band.min is not None and (percent < band.min or (percent == band.min and not band.min_included)):
        return False
    return band.max is None or percent < band.max or (percent == band.max and band.max_included)
