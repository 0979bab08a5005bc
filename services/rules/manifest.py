"""What is frozen when a sealed round is opened: question, options, rule and roll."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.enums import BoxMode
from services.errors.voting import PollFault, PollUnfit
from services.errors.year_file import YearFileRefused
from services.rules.ballots import BallotForm
from services.rules.canonical import canonical_json
from services.rules.counting import Counts, check_counts, with_counts
from services.rules.problems import Problem
from services.rules.reading_polls import read_asked
from services.rules.sections import Section
from services.rules.tally import quorum_of
from services.rules.writing import poll_mapping

FORMAT = "thidua-manifest/1"
SMALLEST_ELECTORATE = 5
"""Under this, arithmetic tells what somebody has voted, whatever the box does."""


@dataclass(frozen=True, slots=True)
class Elector:
    """One voter, by an id that tells the tellers who it is, and the unit that the vote is given for."""

    voter: str
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A sealed round as it was opened; units and options by code, `names` say what they are called."""

    block: str
    year: int
    form: BallotForm
    names: Mapping[str, str]
    electors: tuple[Elector, ...]
    mode: BoxMode = BoxMode.STANDARD
    rehearsal: bool = False

    @property
    def title(self) -> str:
        """What the round is about."""
        return self.form.poll.title


class RoundDoubt(StrEnum):
    """What the chair is told before the round is opened."""

    SMALL_ELECTORATE = "small_electorate"
    QUORUM_MISSED = "quorum_missed"
    KEY_ON_SERVER = "key_on_server"


def doubts_of(manifest: Manifest) -> tuple[RoundDoubt, ...]:
    """What speaks against opening the round as it is, though it could be.

    Source: block regulation (quorum); house rule (ADR 15)
    """
    quorum = quorum_of(manifest.form.poll)
    found = {
        RoundDoubt.SMALL_ELECTORATE: len(manifest.electors) < SMALLEST_ELECTORATE,
        RoundDoubt.QUORUM_MISSED: quorum is not None and not quorum.reached,
        RoundDoubt.KEY_ON_SERVER: manifest.mode is BoxMode.QUICK,
    }
    return tuple(doubt for doubt, there in found.items() if there)


def check_manifest(manifest: Manifest, most_options: int) -> None:
    """Let through only a round that ballots can be given and counted for.

    Raises:
        PollUnfit: nobody to vote on, or more options than a ballot has room for.
        CountAbove: more voters than there are present, or more present than summoned.
    Source: year-file, Refused; house rule (ADR 15)
    """
    poll, number = manifest.form.poll, len(manifest.form.standing)
    if not 0 < number <= most_options:
        fault = PollFault.TOO_MANY_OPTIONS if number else PollFault.NO_OPTION
        raise PollUnfit(reason=fault, title=poll.title)
    check_counts(with_counts(poll, Counts(issued=len(manifest.electors))), manifest.names)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is stored, hashed and shown to whoever asks.

    Source: house rule (ADR 15)
    """
    return canonical_json(manifest_mapping(manifest))


def manifest_mapping(manifest: Manifest) -> dict[str, Any]:
    """The manifest as a plain mapping.

    Source: house rule (ADR 15)
    """
    form = manifest.form
    return {
        "format": FORMAT,
        "block": manifest.block,
        "year": manifest.year,
        "poll": poll_mapping(form.poll),
        "own_unit": form.own_unit,
        "blank_counts": form.blank_counts,
        "names": dict(manifest.names),
        "electors": [{"voter": one.voter, "unit": one.unit or ""} for one in manifest.electors],
        "mode": manifest.mode.value,
        "rehearsal": manifest.rehearsal,
    }


def manifest_of(mapping: Mapping[str, Any]) -> Manifest:
    """The manifest that was written as this mapping, and as no other.

    Raises: ValueError when it says what no manifest says.
    Source: house rule (ADR 15)
    """
    section = Section(dict(mapping), [])
    if section.take("format") != FORMAT:
        section.fault(Problem.WRONG_FORMAT, "format", expected=FORMAT)
    poll_section, names = section.section("poll"), section.take("names")
    manifest = Manifest(
        block=section.code("block"),
        year=section.whole("year"),
        form=BallotForm(
            poll=read_asked(poll_section),
            own_unit=section.truth("own_unit", default=True),
            blank_counts=section.truth("blank_counts", default=True),
        ),
        names={code: str(name) for code, name in names.items()} if isinstance(names, dict) else {},
        electors=tuple(
            Elector(one.name("voter"), str(one.take("unit")) or None) for one in section.sections("electors")
        ),
        mode=section.word("mode", BoxMode),
        rehearsal=section.truth("rehearsal", default=False),
    )
    poll_section.close()
    section.close()
    if section.faults or manifest_mapping(manifest) != mapping:
        raise ValueError("no manifest") from YearFileRefused(faults=tuple(section.faults))
    return manifest


def hash_of_text(text: str) -> str:
    """SHA-256 of a text: of a manifest's, it is shown when the round is opened, and stands in the trail.

    Source: house rule (ADR 15)
    """
    return hashlib.sha256(text.encode()).hexdigest()
