"""Refusals of attached files."""

from dataclasses import dataclass
from enum import StrEnum

from services.errors.base import DomainError


class FileFault(StrEnum):
    """Why a file is not kept."""

    EMPTY = "kept_empty"
    TOO_LARGE = "kept_too_large"
    OTHER_KIND = "kept_other_kind"
    OLD_OFFICE = "kept_old_office"
    DAMAGED = "kept_damaged"
    MACROS = "kept_macros"
    UNPACKS_TOO_LARGE = "kept_unpacks_too_large"
    TOO_MANY_PIXELS = "kept_too_many_pixels"
    TWO_FILES = "kept_two_files"
    NAME_UNFIT = "kept_name_unfit"


@dataclass(eq=False, kw_only=True)
class FileRefused(DomainError):
    """The file is not kept; `limit` is in million bytes."""

    reason: FileFault
    limit: int | None = None


@dataclass(eq=False, kw_only=True)
class EvidenceRefused(DomainError):
    """One of the files that were brought is not kept, so none is; `file` is its name as it was given."""

    file: str
    problem: FileRefused


class FileLoss(StrEnum):
    """What has become of a kept file behind the product's back."""

    GONE = "kept_gone"
    CHANGED = "kept_changed"


@dataclass(eq=False, kw_only=True)
class FileLost(DomainError):
    """A file that was kept is not there any more as it was given; `label` is what people call it."""

    reason: FileLoss
    label: str
