"""Square codes (QR), which a telephone reads from a screen."""

from io import BytesIO

import segno

_PIXELS = 6  # of each dot


def square_code(text: str) -> bytes:
    """A picture (PNG) of the text."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=_PIXELS)
    return drawn.getvalue()
