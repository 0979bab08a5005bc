"""What a year's scoring comes to, as it is printed, and the hash by which a print is known again."""

import hashlib
import json
from typing import Any

from sqlmodel import Session

from models.year import BlockYear
from services.queries.archive import year_document
from services.rules.evaluation import as_mapping, evaluate

KEPT = ("year", "block", "standings", "quotas")
"""What scoring decides; votes come after it."""


def printed_scoring(session: Session, year: BlockYear) -> dict[str, Any]:
    """What the year's scoring comes to now, as the command line prints it."""
    evaluation = as_mapping(evaluate(year_document(session, year, stage=year.ranking_stage)))
    return {name: evaluation[name] for name in KEPT}


def sha256_of(kept: dict[str, Any]) -> str:
    """The hash of a printed evaluation, whatever the order of its names."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
