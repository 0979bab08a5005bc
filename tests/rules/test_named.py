"""Things are found by code or name, and what is nearly so is offered."""

import pytest

from services.rules.named import Named

UNITS = Named(
    [
        ("snv", ("Sở Nội vụ", "SNV")),
        ("ubnd-a", ("Ủy ban nhân dân huyện A",)),
        ("so-noi-vu", ("Sở Ngoại vụ",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sở Nội vụ", "snv"),
        ("  sở  NỘI vụ ", "snv"),
        ("SNV", "snv"),
        ("uỷ ban nhân dân huyện A", "ubnd-a"),
        ("so-noi-vu", "so-noi-vu"),
        ("SO-NOI-VU", "so-noi-vu"),
        ("so noi vu", "so-noi-vu"),
        ("Sở Nội", None),
        ("", None),
    ],
)
def test_what_is_meant(text: str, code: str | None) -> None:
    assert UNITS.called(text) == code


def test_near_names_are_offered_as_they_are_written() -> None:
    assert UNITS.alike("Sở Nội vu")[0] == "Sở Nội vụ"
    assert UNITS.alike("Kho bạc") == ()


def test_what_is_written_of_one_that_is_gone_is_its_code() -> None:
    assert (UNITS.written("snv"), UNITS.written("cu")) == ("Sở Nội vụ", "cu")


def test_a_sheet_of_nothing_but_unknown_names_gets_few_suggestions() -> None:
    found = Named([("snv", ("Sở Nội vụ",))])
    offered = [found.alike(f"Sở Nội vụ {number}") for number in range(300)]
    assert sum(bool(names) for names in offered) == 200
