"""Sealed boxes to test with: nine voters of nine units, an election among three of them."""

from fractions import Fraction
from pathlib import Path

from models.enums import Answer, Basis, BoxMode, Operator, PollKind, PollMethod
from services.ballot_box.box import box_path, cast, close_box, new_box_name, open_box
from services.rules.ballots import BallotForm
from services.rules.document import Poll, PollOption, Threshold
from services.rules.manifest import Elector, Manifest

PASSPHRASE = "ba người kiểm phiếu cùng giữ"
HALF = Threshold(Operator.MORE_THAN, Fraction(1, 2), Basis.VALID)
NAMES = ("Công an tỉnh", "Sở Tư pháp", "Thanh tra tỉnh", "Viện KSND tỉnh", "Cục Thi hành án")


def form(
    options: int = 3,
    kind: PollKind = PollKind.ELECTION,
    seats: int | None = 1,
    withdrawn: int | None = None,
    present: int = 9,
    summoned: int | None = None,
    *,
    own_unit: bool = True,
    blank_counts: bool = True,
    quorum: Threshold | None = None,
) -> BallotForm:
    """A round among units "u0", "u1", ..., of which the one at that place has withdrawn."""
    poll = Poll(
        code="co-thi-dua",
        title="Cờ thi đua của UBND tỉnh",
        kind=kind,
        method=PollMethod.SECRET,
        seats=seats if kind is PollKind.ELECTION else None,
        rule=HALF,
        quorum=quorum,
        summoned=summoned or present,
        present=present,
        options=tuple(
            PollOption(code=f"u{place}", unit=f"u{place}", withdrawn=place == withdrawn)
            for place in range(options)
        ),
    )
    return BallotForm(poll=poll, own_unit=own_unit, blank_counts=blank_counts)


def manifest(
    asked: BallotForm | None = None,
    voters: int = 9,
    mode: BoxMode = BoxMode.QUICK,
    *,
    rehearsal: bool = False,
) -> Manifest:
    """The round with voters "v00" for "u0", "v01" for "u1", ...; quick unless said, which spares time."""
    asked = asked or form(present=max(voters, 9))
    return Manifest(
        block="noi-chinh",
        year=2017,
        form=asked,
        names={option.code: NAMES[place % 5] for place, option in enumerate(asked.poll.options)},
        electors=tuple(Elector(voter(place), f"u{place}") for place in range(voters)),
        mode=mode,
        rehearsal=rehearsal,
    )


def voter(place: int) -> str:
    return f"v{place:02d}"


def opened(folder: Path, given: Manifest | None = None, passphrase: str = PASSPHRASE) -> Path:
    path = box_path(folder, new_box_name())
    open_box(path, given or manifest(), passphrase)
    return path


def closed(folder: Path, *choices: str, given: Manifest | None = None) -> Path:
    """A box in which the first voters have each named that option."""
    path = opened(folder, given)
    for place, choice in enumerate(choices):
        cast(path, voter(place), named(choice))
    close_box(path)
    return path


def named(*codes: str) -> dict[str, Answer]:
    return dict.fromkeys(codes, Answer.FOR)
