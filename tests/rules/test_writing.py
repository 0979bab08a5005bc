"""A year-file that is written reads back as the same document, whatever its names are."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from services.rules.loading import plain_mapping
from services.rules.reading import document_of, year_document
from services.rules.text import clean_name
from services.rules.writing import as_json, as_yaml, year_mapping
from tests.rules.strategies import names, year_files
from tests.rules.year_files import EXAMPLE, changed


def test_the_example_comes_back() -> None:
    document = year_document(EXAMPLE)
    assert year_document(as_yaml(document)) == document
    assert year_document(as_json(document)) == document


def test_what_is_written_is_the_same_every_time() -> None:
    text = as_yaml(year_document(EXAMPLE))
    assert as_yaml(year_document(text)) == text
    assert '  - {unit: cong-an, criterion: "1.1", stage: final, points: "9.50"}\n' in text
    assert '    rule: {operator: ">", share: "1/2", basis: valid}\n' in text
    assert (
        "block: {code: noi-chinh, name: Khối thi đua Nội chính, kind: block, province: Vĩnh Phúc}\n" in text
    )


@settings(max_examples=60, deadline=None)
@given(year_files())
def test_any_year_comes_back(year: dict[str, Any]) -> None:
    document = document_of(year)
    assert year_document(as_yaml(document)) == document
    assert year_document(as_json(document)) == document


@settings(max_examples=60, deadline=None)
@given(names)
def test_any_name_comes_back_and_other_readers_see_it_too(name: str) -> None:
    document = year_document(changed((("units", 0, "name"), name)))
    assert document.units[0].name == clean_name(name)
    text = as_yaml(document)
    assert year_document(text) == document
    assert yaml.safe_load(text) == plain_mapping(text)


LIKE_YAML = """true NO null ~ {a} [a] 'a' "a" a\\b &a *a !a @a %a `a` 1.5 0x1 1e3 12:30 =1+1 << 😀 a\u200bb"""


@pytest.mark.parametrize(
    "name", [*LIKE_YAML.split(), "- a", "a: b", "a #b", "| a", "> a", "a, b", "? a", "a\ufffeb"]
)
def test_a_name_that_looks_like_yaml(name: str) -> None:
    document = year_document(changed((("units", 0, "name"), name), (("next", "tasks"), [name])))
    assert document.units[0].name == name
    text = as_yaml(document)
    assert year_document(text) == document
    assert yaml.safe_load(text) == plain_mapping(text)


def test_figures_keep_their_exact_value() -> None:
    fine = "0.1000000000000000000000000000000000001"
    document = year_document(changed((("scores", 2, "actual"), fine)))
    assert year_mapping(document)["scores"][2]["actual"] == fine


def test_nothing_for_next_year_is_not_the_same_as_no_word_of_it() -> None:
    document = year_document(changed((("next",), {})))
    assert document.next is not None
    assert year_document(as_yaml(document)) == document
