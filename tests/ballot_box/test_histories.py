"""Any history of a box beside a model that a child could keep: who has voted, for whom, and how far it is."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.ballot_box.box import cast, close_box, has_cast, turnout_of
from services.ballot_box.content import BoxState, content_of
from services.ballot_box.file import looking
from services.ballot_box.signing import signed_bundle, verified
from services.ballot_box.tellers import bundle_in, certify_box, keep_bundle, unseal, void_box
from services.errors.base import DomainError
from services.rules.bundle import bundle_of
from tests.ballot_box.boxes import manifest, named, opened, voter

voters = st.integers(0, 10)
OPEN, CLOSED, COUNTED, CERTIFIED, VOID = BoxState
GONE = (CERTIFIED, VOID)


def attempt(step: object, *facts: object) -> object:
    """What came of it: an answer, or the name of a refusal."""
    try:
        return step(*facts)  # type: ignore[operator]
    except DomainError as refusal:
        return type(refusal).__name__


class Histories(RuleBasedStateMachine):
    """Nine voters, two strangers, a chair and tellers do what they like in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="thidua-box-"))
        self.path = opened(self.folder, manifest())
        self.state = OPEN
        self.votes: dict[str, str] = {}
        self.codes: list[str] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(who=voters, whom=st.sampled_from(["u0", "u1", "u2"]))
    def vote(self, who: int, whom: str) -> None:
        said = attempt(cast, self.path, voter(who), named(whom))
        if self.state in GONE:
            assert said == "BoxDestroyed"
        elif who > 8:
            assert said == "NotOnRoll"
        elif voter(who) in self.votes:
            assert said == "AlreadyCast"
        elif self.state is not OPEN:
            assert said == "BoxClosed"
        else:
            self.votes[voter(who)] = whom
            self.codes.append(str(said))

    @rule(who=voters)
    def vote_for_nobody_there(self, who: int) -> None:
        assert attempt(cast, self.path, voter(who), named("nobody")) in (
            "BoxDestroyed",
            "NotOnRoll",
            "AlreadyCast",
            "BoxClosed",
            "NotFound",
        )

    @rule()
    def close(self) -> None:
        said = attempt(close_box, self.path)
        assert (said == "BoxDestroyed") == (self.state in GONE)
        if self.state is OPEN:
            self.state = CLOSED

    @rule()
    def count(self) -> None:
        if self.state is OPEN or self.state in GONE:
            refusal = "BoxStillOpen" if self.state is OPEN else "BoxDestroyed"
            assert attempt(unseal, self.path) == attempt(keep_bundle, self.path, b"") == refusal
            return
        found = unseal(self.path)
        said = Counter(code for ballot in found.ballots for code, answer in ballot.items() if answer == "for")
        assert said == Counter(self.votes.values())
        assert found.codes == tuple(sorted(self.codes))
        whole = bundle_of(found.manifest, found.ballots, found.codes, trail_head="0:" + "0" * 64, version="0")
        text = signed_bundle(self.folder, whole)
        assert bundle_in(self.path) in (None, text)
        keep_bundle(self.path, text)
        self.state = COUNTED

    @rule()
    def certify(self) -> None:
        said = attempt(certify_box, self.path)
        if self.state in (COUNTED, CERTIFIED):
            assert said is None
            self.state = CERTIFIED
        else:
            assert said == ("BoxDestroyed" if self.state is VOID else "BoxUncounted")

    @rule(sure=st.integers(0, 3))
    def make_void(self, sure: int) -> None:
        if sure:
            return
        said = attempt(void_box, self.path)
        assert said == ("BoxDestroyed" if self.state is CERTIFIED else None)
        if self.state is not CERTIFIED:
            self.state = VOID

    @invariant()
    def the_box_is_as_the_model_says(self) -> None:
        with looking(self.path) as box:
            content = content_of(box, self.path)
        assert content.state is self.state
        assert len(content.ballots) == (0 if self.state in GONE else len(self.votes))
        assert turnout_of(self.path).cast == len(self.votes)
        assert [who for who in map(voter, range(9)) if has_cast(self.path, who)] == sorted(self.votes)
        if self.state is CERTIFIED:
            assert verified(bundle_in(self.path) or b"").faults == ()


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
