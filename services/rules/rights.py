"""What each role may do, how far a grant of it reaches, and who acts with which grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.enums import Role


class Permission(StrEnum):
    """What can be allowed; its value names it in refusals and in the trail."""

    SEE_DISPLAY = "see_display"
    VIEW = "view"
    SEE_DRAFTS = "see_drafts"
    EDIT_REGISTRY = "edit_registry"
    EDIT_REGULATIONS = "edit_regulations"
    EDIT_ROLL = "edit_roll"
    EDIT_YEAR = "edit_year"
    EDIT_CRITERIA = "edit_criteria"
    ENTER_SCORES = "enter_scores"
    ENTER_OWN_SCORES = "enter_own_scores"
    REVIEW_SCORES = "review_scores"
    UNLOCK_SHEETS = "unlock_sheets"
    LOCK_SCORING = "lock_scoring"
    PREPARE_POLLS = "prepare_polls"
    CHAIR_POLLS = "chair_polls"
    COUNT_VOTES = "count_votes"
    FOLLOW_COUNTS = "follow_counts"
    ACT_AS_TELLER = "act_as_teller"
    VOTE = "cast_ballots"
    IMPORT_YEAR = "import_year"
    SEE_TRAIL = "see_trail"
    LET_IN = "let_in"
    SHARE = "share"
    MANAGE_ACCOUNTS = "manage_accounts"


_VIEWER = frozenset({Permission.SEE_DISPLAY, Permission.VIEW})
# Whoever takes part may vote, if the roll of a round says so
_MEMBER = _VIEWER | {Permission.VOTE}
# Nobody types ballots in the tellers' stead, or opens the box, however much else they may do
_STAFF_MAY = frozenset(Permission) - {Permission.ACT_AS_TELLER}

RIGHTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _STAFF_MAY,
    Role.SECRETARY: _STAFF_MAY - {Permission.MANAGE_ACCOUNTS},
    Role.REVIEWER: _MEMBER | {Permission.SEE_DRAFTS, Permission.REVIEW_SCORES},
    Role.UNIT_EDITOR: _MEMBER | {Permission.ENTER_OWN_SCORES},
    Role.VOTER: _MEMBER,
    Role.TELLER: _MEMBER | {Permission.COUNT_VOTES, Permission.FOLLOW_COUNTS, Permission.ACT_AS_TELLER},
    Role.CHAIR: _MEMBER | {Permission.SEE_DRAFTS, Permission.CHAIR_POLLS, Permission.FOLLOW_COUNTS},
    Role.VIEWER: _MEMBER,
    Role.DISPLAY: frozenset({Permission.SEE_DISPLAY}),
}

# Who has one of these can do much harm, so that a password alone may be too little
STAFF = frozenset({Role.ADMINISTRATOR, Role.SECRETARY})

# Who takes part in a block looks at all of it: what of it is shown is the queries' scope
_OF_WHOLE_BLOCK = _MEMBER
# These are not about one year; a display alone shows no year but its own
_OF_EVERY_YEAR = _VIEWER | {Permission.SEE_TRAIL, Permission.LET_IN}
# What is done by these holds beyond the year, so that a role of one year does not give them
_BEYOND_YEARS = frozenset({Permission.EDIT_REGISTRY, Permission.EDIT_REGULATIONS})
# A card is good for this alone, whatever a voter with an account may do
_OF_CARD = frozenset({Permission.VOTE})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role with its reach: everywhere (all None), one block, one unit, one year.

    `own_units` are those that its holder comes from or acts for: nobody reviews them. `by_card`: its holder
    has a voter's card and no account.
    """

    role: Role
    block_id: int | None = None
    unit_id: int | None = None
    year: int | None = None
    own_units: frozenset[int] = frozenset()
    by_card: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it allows, wherever it reaches."""
        return _OF_CARD if self.by_card else RIGHTS[self.role]

    def gives(
        self, permission: Permission, block_id: int | None, unit_id: int | None, year: int | None
    ) -> bool:
        """Whether the grant allows that there; None is what is about no one block, unit or year."""
        return (
            permission in self.permissions
            and self.block_id in (None, block_id)
            and self._reaches_year(permission, year)
            and self._reaches_unit(permission, unit_id)
        )

    def _reaches_year(self, permission: Permission, year: int | None) -> bool:
        if permission in _OF_EVERY_YEAR and self.role is not Role.DISPLAY:
            return True
        return self.year is None or (self.year == year and permission not in _BEYOND_YEARS)

    def _reaches_unit(self, permission: Permission, unit_id: int | None) -> bool:
        if permission is Permission.REVIEW_SCORES:
            return unit_id is None or unit_id not in self.own_units
        return permission in _OF_WHOLE_BLOCK or self.unit_id in (None, unit_id)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with the grants read when the screen was drawn, or the command line's operator.

    `origin` is the address that the person asks from, for the trail; the command line has none.
    `session_id` is the sign-in by which the person acts: once it has ended, it gives no right any more.
    `link_id` is the share link by which somebody without an account looks on, and nothing else; `card_hash`
    that of the card by which a voter without an account votes, and nothing else.
    """

    account_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    origin: str = ""
    session_id: int | None = None
    link_id: int | None = None
    card_hash: str | None = None

    @property
    def is_operator(self) -> bool:
        """Whether it is the command line on the server, which may do everything."""
        return self.account_id is None and self.link_id is None and self.card_hash is None

    def may(
        self,
        permission: Permission,
        block_id: int | None = None,
        unit_id: int | None = None,
        year: int | None = None,
    ) -> bool:
        """Whether to offer it on a screen; the command asks the database again."""
        return self.is_operator or giving(self.grants, permission, block_id, unit_id, year) is not None

    def blocks(self, permission: Permission) -> frozenset[int] | None:
        """The blocks in which the actor may do that, in whatever year; None means all."""
        reach = {grant.block_id for grant in self.grants if permission in grant.permissions}
        if self.is_operator or None in reach:
            return None
        return frozenset(key for key in reach if key is not None)

    def units(self, block_id: int, year: int) -> frozenset[int]:
        """The units for which the actor acts in that year of the block."""
        here = (grant for grant in self.grants if grant.gives(Permission.VIEW, block_id, None, year))
        return frozenset(
            grant.unit_id for grant in here if grant.unit_id is not None and grant.year in (None, year)
        )


# Whoever can run a command on the server can read and write its files anyway.
OPERATOR = Actor(account_id=None, name="manage.py")


def giving(
    grants: Iterable[Grant],
    permission: Permission,
    block_id: int | None,
    unit_id: int | None,
    year: int | None,
) -> Grant | None:
    """The first grant that gives the permission there.

    Source: house rule (ADR 11)
    """
    return next((grant for grant in grants if grant.gives(permission, block_id, unit_id, year)), None)
