"""The mark of a year's scores, provisional or final since when, as it stands on what is printed."""

from datetime import timedelta, timezone
from functools import cache

from services.queries.finality import Finality
from services.workbooks.layouts import loaded_template

_VIETNAM = timezone(timedelta(hours=7))


def printed_mark(finality: Finality) -> str:
    """The mark in Vietnamese, with all of the code by which a locked year is known again."""
    words = _words()
    if finality.locked_at is not None:
        moment = f"{finality.locked_at.astimezone(_VIETNAM):%d/%m/%Y %H:%M}"
        return words["locked"].format(moment=moment, sha256=finality.sha256)
    return words["published" if finality.published else "provisional"]


@cache
def _words() -> dict[str, str]:
    return loaded_template("standings.yaml")
