"""Refusals around share links."""

from dataclasses import dataclass
from datetime import date

from services.errors.base import DomainError


@dataclass(eq=False, kw_only=True)
class LinkEndUnfit(DomainError):
    """A share link ends after it was made, and by `latest`."""

    latest: date
