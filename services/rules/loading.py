"""Bytes or text of a year-file to one plain mapping: text, whole numbers, truth values, lists and mappings.

JSON first, else YAML. What could become a float, a date or an object stays text or is refused.
"""

import json
import re
from typing import Any, NoReturn

import yaml

from services.errors.year_file import Fault, YearFileRefused
from services.rules.problems import Problem

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

LARGEST_FILE = 20_000_000
"""Bytes; thirty thousand scores are three million."""

DEEPEST = 30
"""Levels; the year-file itself has six. The C parser recurses, so the limit also keeps its stack whole."""

FREE_ALIASES = 10_000
"""Values that aliases may add to those that are written out."""

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,40})")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TEXT, _FLOAT, _INT, _BOOL, _NULL, _LIST, _MAPPING = (
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "float", "int", "bool", "null", "seq", "map")
)


def plain_mapping(content: bytes | str) -> dict[str, Any]:
    """The mapping that the file holds; an unquoted decimal is its text.

    Raises: YearFileRefused when the content is not one plain YAML or JSON mapping.
    Source: year-file, introduction and Refused
    """
    encoded = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(encoded) > LARGEST_FILE:
        _refuse(Problem.TOO_LARGE, limit=LARGEST_FILE)
    try:
        text = encoded.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse(Problem.NOT_UTF8)
    loaded = _from_json(text) if text.lstrip().startswith("{") else None
    if loaded is None:
        loaded = _from_yaml(text)
    if not isinstance(loaded, dict):
        _refuse(Problem.NOT_A_DOCUMENT)
    return loaded


def _refuse(problem: Problem, path: str = "file", **facts: str | int) -> NoReturn:
    raise YearFileRefused(faults=(Fault(path, problem, facts),))


def _from_json(text: str) -> Any:
    """The value, or None for what is no JSON, since YAML may begin with a brace too."""
    try:
        return json.loads(
            text,
            parse_int=_whole_or_text,
            parse_float=str,
            parse_constant=lambda word: _refuse(Problem.NOT_A_NUMBER, text=word),
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError:
        return None
    except RecursionError:
        _refuse(Problem.TOO_DEEP, limit=DEEPEST)


def _whole_or_text(digits: str) -> int | str:
    return int(digits) if _WHOLE.fullmatch(digits) else digits


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _refuse(Problem.KEY_TWICE, key=key)
        found[key] = value
    return found


def _from_yaml(text: str) -> Any:
    loader = _PlainLoader(text)
    try:
        return loader.single_value()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "file"
        _refuse(Problem.SYNTAX, line, detail=error.problem or "")
    except yaml.YAMLError as error:
        _refuse(Problem.SYNTAX, detail=str(error).splitlines()[0])
    finally:
        loader.dispose()


class _PlainLoader(SafeLoader):
    """Composes nodes in C, counting levels on the way down, and makes plain values of them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.values_left = FREE_ALIASES

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        self.depth += 1
        self.values_left += 1
        if self.depth > DEEPEST:
            _refuse(Problem.TOO_DEEP, limit=DEEPEST)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode:
            return _MAPPING if kind is yaml.MappingNode else _LIST
        if not implicit[0]:
            return _TEXT
        if value in _WORDS:
            return _NULL if _WORDS[value] is None else _BOOL
        return _INT if _WHOLE.fullmatch(value) else _TEXT

    def single_value(self) -> Any:
        """The value of the only document, None for an empty file."""
        node = self.get_single_node()
        return None if node is None else self.value_of(node, 0)

    def value_of(self, node: yaml.Node, depth: int) -> Any:
        self.values_left -= 1
        # An alias to what contains it makes the tree endless; one to a large branch makes it huge.
        if self.values_left < 0 or depth > DEEPEST:
            _refuse(Problem.TOO_MANY_ALIASES, _line(node))
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            return self.mapping_of(node, depth + 1)
        if isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
            return [self.value_of(item, depth + 1) for item in node.value]
        return _refuse(Problem.FOREIGN_TAG, _line(node), tag=node.tag)

    def mapping_of(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                _refuse(Problem.NOT_TEXT, _line(key_node))
            if key in mapping:
                _refuse(Problem.KEY_TWICE, _line(key_node), key=key)
            mapping[key] = self.value_of(value_node, depth)
        return mapping


def _scalar(node: yaml.ScalarNode) -> Any:
    value, tag = node.value, node.tag
    if tag in (_TEXT, _FLOAT):
        return value
    if tag == _INT and _WHOLE.fullmatch(value):
        return int(value)
    if tag in (_BOOL, _NULL) and value in _WORDS:
        return _WORDS[value]
    return _refuse(Problem.FOREIGN_TAG, _line(node), tag=tag)


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
