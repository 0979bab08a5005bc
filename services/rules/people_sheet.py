"""What a sheet of people would change of the accounts, person by person, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.errors.accounts import LastAdministrator
from services.errors.typed import NameFault, NameRefused
from services.errors.workbooks import PersonRowFault, PersonRowRefused
from services.rules.people_register import KnownPerson, PeopleRegister
from services.rules.people_row import PersonDraft, draft_of
from services.rules.roles import PersonEntry, RoleEntry, free_username, is_administrator
from services.rules.sheet_rows import CellRefusal, RowOutcome, TypedRow
from services.rules.text import NAME_LIMIT, duplicate_key

NUMBER = "number"
"""The column that only numbers the rows."""


class PersonField(StrEnum):
    """What a sheet can change of a person."""

    NAME = "name"
    HOME = "home"
    ROLES = "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPerson:
    """What the rows of one person would do; of a refused one only rows, name and refusals hold.

    `known` None: a new account. `proposed`: the user name was made of the full name. `namesakes`: the user
    names of others who are called so.
    """

    numbers: tuple[int, ...]
    outcome: RowOutcome
    username: str
    entry: PersonEntry
    known: KnownPerson | None = None
    proposed: bool = False
    namesakes: tuple[str, ...] = ()
    refusals: tuple[CellRefusal, ...] = ()

    @property
    def fields(self) -> set[PersonField]:
        """What it changes of somebody known."""
        known, new = self.known, self.entry
        if known is None:
            return set()
        changed = {
            PersonField.NAME: known.name != new.display_name,
            PersonField.HOME: known.unit_id != new.unit_id,
            PersonField.ROLES: set(known.roles) != set(new.roles),
        }
        return {one for one, differs in changed.items() if differs}


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """What a sheet would do, in the order in which its people first stand in it."""

    rows: tuple[JudgedPerson, ...]

    def count(self, outcome: RowOutcome) -> int:
        """How many people come to that."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def changed(self) -> list[tuple[KnownPerson, PersonEntry]]:
        """Whom it changes into what; administrators come first, before others cease to be."""
        found = [
            (row.known, row.entry) for row in self.rows if row.known and row.outcome is RowOutcome.CHANGED
        ]
        return sorted(found, key=lambda one: not is_administrator(one[1].roles))


@dataclass(slots=True)
class _Group:
    """The rows of one person."""

    drafts: list[PersonDraft]
    known: KnownPerson | None
    username: str
    entry: PersonEntry = field(default_factory=lambda: PersonEntry("", ()))

    @property
    def refused(self) -> bool:
        return any(draft.refusals for draft in self.drafts)


def plan_of(rows: Sequence[TypedRow], register: PeopleRegister, *, only_known: bool = False) -> PeoplePlan:
    """What the rows would do; those of one user name, or of one name and unit, are one person's roles.

    Who is not in the sheet stays as he is. `only_known`: whoever has no account yet is refused.
    Source: house rule (people by Excel)
    """
    filled = [row for row in rows if any(text for key, text in row.values.items() if key != NUMBER)]
    drafts = [draft_of(row, register) for row in filled]
    groups = [_alone(draft) for draft in drafts if only_known and not draft.username]
    groups += _groups([draft for draft in drafts if draft.username or not only_known], register)
    for group in groups:
        _settle(group, only_known)
    _keep_an_administrator(groups, register)
    taken = register.usernames | {group.username for group in groups}
    called: dict[str, list[str]] = {}
    return PeoplePlan(tuple(_judged(group, register, taken, called) for group in groups))


def _alone(draft: PersonDraft) -> _Group:
    """Nobody whom the row means: it does not say by which user name."""
    return _Group([draft], None, "")


def _groups(drafts: Sequence[PersonDraft], register: PeopleRegister) -> list[_Group]:
    by_username: dict[str, _Group] = {}
    by_name: dict[str, dict[int | None, _Group]] = {}
    groups: list[_Group] = []
    for draft in drafts:
        namesakes = by_name.setdefault(duplicate_key(draft.name), {}) if draft.name else {}
        group = by_username.get(draft.username) if draft.username else _meant(draft, namesakes)
        if group is None:
            known = _known(draft, register)
            username = known.username if known else draft.username
            group = by_username.get(username) or _Group([], known, username)
        if not group.drafts:
            groups.append(group)
        group.drafts.append(draft)
        namesakes.setdefault(draft.home, group)
        if group.username:
            by_username[group.username] = group
    return groups


def _meant(draft: PersonDraft, namesakes: Mapping[int | None, _Group]) -> _Group | None:
    """Who of the sheet is meant by a row without a user name: who comes from there, or the only one."""
    if draft.says_home or len(namesakes) > 1:
        return namesakes.get(draft.home)
    return next(iter(namesakes.values()), None)


def _known(draft: PersonDraft, register: PeopleRegister) -> KnownPerson | None:
    """Whom the row means of those who have an account."""
    if draft.username:
        return register.person_with(draft.username)
    try:
        return register.person_from(draft.name, draft.home) if draft.name else None
    except PersonRowRefused as why:
        draft.refuse("username", why)
        return None


def _settle(group: _Group, only_known: bool) -> None:
    """Make one entry of the rows; notes what contradicts itself."""
    known, first = group.known, group.drafts[0]
    names = {draft.name: draft for draft in reversed(group.drafts) if draft.name}
    homes = {draft.home: draft for draft in reversed(group.drafts) if draft.says_home}
    if known:
        names.pop(known.name, None)
        homes.pop(known.unit_id, None)
    for column, said in (("name", names), ("home", homes)):
        one, *others = sorted(said.values(), key=lambda draft: draft.number) or [first]
        for other in others:
            other.fault(column, PersonRowFault.DIFFERS, other.values[column], one.number)
    roles: dict[RoleEntry, int] = {}
    for draft in group.drafts:
        if draft.role and roles.setdefault(draft.role, draft.number) != draft.number:
            draft.fault("role", PersonRowFault.TWICE, draft.values["role"], roles[draft.role])
    name = next(iter(names), known.name if known else "")
    if known is None and only_known and not group.refused:
        first.fault("username", PersonRowFault.NOBODY, first.username or first.name)
    elif not name and not group.refused:
        blank = NameRefused(reason=NameFault.BLANK, text="", limit=NAME_LIMIT)
        first.refuse("name", blank)
    home = next(iter(homes), known.unit_id if known else None)
    group.entry = PersonEntry(name or first.values.get("name", ""), tuple(roles), home)


def _keep_an_administrator(groups: Sequence[_Group], register: PeopleRegister) -> None:
    """Refuse the rows of those who would leave nobody to manage accounts."""
    judged = {group.known.account_id: group for group in groups if group.known and not group.refused}
    demoted: list[_Group] = []
    for person in register.people:
        group = judged.get(person.account_id)
        if person.active and is_administrator(group.entry.roles if group else person.roles):
            return
        if person.active and group and is_administrator(person.roles):
            demoted.append(group)
    for group in demoted:
        group.drafts[0].refuse("role", LastAdministrator())


def _judged(
    group: _Group, register: PeopleRegister, taken: set[str], called: dict[str, list[str]]
) -> JudgedPerson:
    """What becomes of the person; `called` are the user names of the sheet's people by their full names."""
    refusals = tuple(refusal for draft in group.drafts for refusal in draft.refusals)
    username, known, name = group.username, group.known, group.entry.display_name
    if not username and not refusals:
        username = free_username(name, taken)
        taken.add(username)
    others = called.setdefault(duplicate_key(name), [])
    shared = [person.username for person in register.people_called(name)] + others
    others.append(username)
    judged = JudgedPerson(
        numbers=tuple(draft.number for draft in group.drafts),
        outcome=RowOutcome.REFUSED if refusals else RowOutcome.NEW,
        username=username,
        entry=group.entry,
        known=known,
        proposed=not group.username,
        namesakes=tuple(one for one in dict.fromkeys(shared) if one not in (username, "")),
        refusals=refusals,
    )
    if known is None or refusals:
        return judged
    return replace(judged, outcome=RowOutcome.CHANGED if judged.fields else RowOutcome.UNCHANGED)
