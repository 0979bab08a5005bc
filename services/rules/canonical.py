"""The one way in which what is hashed or signed is written down."""

import json
from collections.abc import Mapping
from typing import Any


def canonical_json(mapping: Mapping[str, Any]) -> str:
    """The mapping as JSON in one line: names sorted, no blanks, letters as they are.

    Raises: TypeError for what JSON could write in more than one way, such as a float.
    Source: house rule (ADR 8).
    """
    return json.dumps(
        {name: _plain(value) for name, value in mapping.items()},
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _plain(value: Any) -> Any:
    """The value, in which nothing is that JSON could write in two ways."""
    if value is None or type(value) in (str, bool, int):
        return value
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict) and all(type(name) is str for name in value):
        return {name: _plain(part) for name, part in value.items()}
    raise TypeError(f"not canonical: {type(value)}")
