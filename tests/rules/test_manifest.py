"""What is frozen at the opening of a sealed round, and what the chair is told before."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Basis, BoxMode, Operator, PollKind
from services.errors.voting import CountAbove, PollFault, PollUnfit
from services.rules.document import Threshold
from services.rules.manifest import (
    Manifest,
    RoundDoubt,
    check_manifest,
    doubts_of,
    hash_of_text,
    manifest_mapping,
    manifest_of,
    manifest_text,
)
from tests.ballot_box.boxes import form, manifest

QUORUM = Threshold(Operator.AT_LEAST, Fraction(2, 3), Basis.SUMMONED)

manifests = st.builds(
    lambda options, kind, own, blank, voters, mode, rehearsal: manifest(
        form(options, kind, 1, withdrawn=1, own_unit=own, blank_counts=blank, quorum=QUORUM),
        voters,
        mode,
        rehearsal=rehearsal,
    ),
    st.integers(2, 5),
    st.sampled_from([PollKind.ELECTION, PollKind.APPROVAL]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 9),
    st.sampled_from(BoxMode),
    st.booleans(),
)


@settings(deadline=None)
@given(manifests)
def test_a_manifest_reads_back_as_it_was_written(frozen: Manifest) -> None:
    again = manifest_of(manifest_mapping(frozen))
    assert again == frozen
    assert manifest_text(again) == manifest_text(frozen)


@settings(deadline=None)
@given(manifests, manifests)
def test_two_manifests_have_one_hash_only_if_they_are_one(first: Manifest, second: Manifest) -> None:
    same = hash_of_text(manifest_text(first)) == hash_of_text(manifest_text(second))
    assert same == (first == second)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("format",), "thidua-manifest/2"),
        (("year",), "2017"),
        (("own_unit",), 1),
        (("mode",), "secret"),
        (("names",), []),
        (("names", "u0"), 1),
        (("electors",), {}),
        (("poll",), None),
        (("poll", "seats"), 0),
        (("poll", "title"), " Cờ thi đua"),
        (("poll", "options"), []),
        (("poll", "more"), 1),
        (("more",), 1),
    ],
)
def test_what_no_manifest_says_is_none(place: tuple[str, ...], value: Any) -> None:
    mapping = manifest_mapping(manifest())
    inner = mapping
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(ValueError, match="no manifest"):
        manifest_of(mapping)


@pytest.mark.parametrize(
    ("frozen", "doubts"),
    [
        (manifest(mode=BoxMode.STANDARD), ()),
        (manifest(voters=5, mode=BoxMode.STANDARD), ()),
        (manifest(voters=4, mode=BoxMode.STANDARD), (RoundDoubt.SMALL_ELECTORATE,)),
        (
            manifest(form(present=5, summoned=9, quorum=QUORUM), 5, BoxMode.STANDARD),
            (RoundDoubt.QUORUM_MISSED,),
        ),
        (manifest(form(present=6, summoned=9, quorum=QUORUM), 5, BoxMode.STANDARD), ()),
        (manifest(), (RoundDoubt.KEY_ON_SERVER,)),
    ],
)
def test_the_chair_is_told_before_opening(frozen: Manifest, doubts: tuple[RoundDoubt, ...]) -> None:
    assert doubts_of(frozen) == doubts


def test_a_round_that_cannot_be_voted_on_is_refused() -> None:
    check_manifest(manifest(), 3)
    with pytest.raises(PollUnfit) as refused:
        check_manifest(manifest(), 2)
    assert refused.value.reason is PollFault.TOO_MANY_OPTIONS
    with pytest.raises(PollUnfit) as refused:
        check_manifest(manifest(form(options=1, withdrawn=0)), 3)
    assert refused.value.reason is PollFault.NO_OPTION
    with pytest.raises(CountAbove):
        check_manifest(replace(manifest(), form=form(present=8)), 3)
