"""The published facts, and year-files that say them."""

from pathlib import Path
from typing import Any

import yaml

from services.rules.evaluation import as_mapping, evaluate
from services.rules.reading import document_of, year_document
from services.rules.text import search_fold
from services.rules.writing import as_yaml


def facts(name: str) -> Any:
    """The content of a file of facts; every figure is its text, so that none becomes a float."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def code_of(name: str) -> str:
    """A code for a name."""
    letters = "".join(character if character.isalnum() else " " for character in search_fold(name))
    return "-".join(letters.split())


def year_file(**sections: Any) -> dict[str, Any]:
    """A year-file with dull defaults."""
    block = {"code": "b", "name": "Khối thi đua", "kind": "block"}
    return {"format": "thidua-year/1", "year": 2017, "block": block, "units": [], **sections}


def evaluated(**sections: Any) -> dict[str, Any]:
    """What a year comes to, read from its file as anybody would write it."""
    text = as_yaml(document_of(year_file(**sections)))
    return as_mapping(evaluate(year_document(text)))


def poll(kind: str, options: list[dict[str, Any]], present: int, **more: Any) -> dict[str, Any]:
    """A poll of so many ballots."""
    counts = {"summoned": present, "present": present}
    return {
        "code": "p",
        "title": "Bình xét",
        "kind": kind,
        "method": "secret",
        **counts,
        "options": options,
        **more,
    }
