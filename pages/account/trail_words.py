"""The trail in words: what was done, on what, and what it said; a word that is not known stands as it is."""

import re
from collections.abc import Mapping
from typing import Any

from pages.account.trail_actions import ACTIONS
from pages.account.trail_facts import FACTS
from pages.account.trail_subjects import OF_A_YEAR, SUBJECTS
from pages.account.trail_values import CODED, VALUES
from pages.shared.i18n import N_, _
from services.audit import REFUSED
from services.rules.rights import OPERATOR
from services.rules.trail import Damage, Entry, text

_NUMBERED = re.compile(r"([a-z ]+) (\d+)")
_SHEET = re.compile(r"(\d+)/([a-z]+)")
_CELL = re.compile(r"(remark|evidence) [0-9a-z_/]+")
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")

# Told by the words of the subject, or by the moment of the entry
_IN_THE_SUBJECT = ("title", "name", "saved_at")

DAMAGES: Mapping[Damage, str] = {
    Damage.EDITED: N_("Entry {number} was changed after it was written."),
    Damage.MISSING: N_("Entry {number} is missing."),
    Damage.SWAPPED: N_("At place {number} stands an earlier entry."),
    Damage.TRUNCATED: N_("The trail was cut off before entry {number}."),
    Damage.FORKED: N_("Entry {number} is not the one that once followed the entry before it."),
}


def action_words(action: str) -> str:
    """What was done."""
    return _(ACTIONS[action]) if action in ACTIONS else action


def subject_words(entry: Entry) -> str:
    """What it was done to, with its title or name where the entry tells one."""
    facts = _facts(entry)
    year = facts.get("year")
    about = code_words(entry.subject) if entry.action == REFUSED else general_words(entry.subject)
    if year and (match := _NUMBERED.fullmatch(entry.subject)) and match[1] in OF_A_YEAR:
        about = _(OF_A_YEAR[match[1]]).format(year=year)
    elif year and (match := _SHEET.fullmatch(entry.subject)):
        about = _("Score sheet of {year}, {stage}").format(year=year, stage=code_words(match[2]))
    elif _CELL.fullmatch(entry.subject) and "unit" in facts and "criterion" in facts:
        about = _("{unit}, criterion {criterion}, {year}").format(
            unit=facts["unit"], criterion=facts["criterion"], year=year
        )
    called = facts.get("title") or facts.get("name")
    return f"{about}: {called}" if called else about


def general_words(subject: str) -> str:
    """What a subject is called by its number alone."""
    match = _NUMBERED.fullmatch(subject)
    return _(SUBJECTS[match[1]]).format(number=match[2]) if match and match[1] in SUBJECTS else subject


def subject_meant(typed: str) -> str:
    """The subject that somebody means who types it in words, or as the trail has it."""
    for kind, words in SUBJECTS.items():
        before, after = map(re.escape, _(words).split("{number}"))
        if match := re.fullmatch(rf"{before}(\d+){after}", text(typed.strip()), re.IGNORECASE):
            return f"{kind} {match[1]}"
    return typed.strip()


def origin_words(entry: Entry) -> str:
    """From where it was asked; a browser on the server itself has no address of its own."""
    if entry.account_id is None and entry.actor == OPERATOR.name:
        return _("The server's command line")
    return entry.origin if entry.origin not in ("", "localhost") else _("A browser on the server itself")


def code_words(code: str) -> str:
    """What a word of the product says to people: a role, a state, a right."""
    return _(VALUES[code]) if code in VALUES else code


def fact_words(name: str) -> str:
    """What a fact is called."""
    return _(FACTS[name]) if name in FACTS else name


def value_words(value: Any, name: str = "") -> str:
    """What an entry says of a fact; a name that somebody typed stands as typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(value_words(part, name) for part in value)
    if isinstance(value, Mapping):
        return ", ".join(_named(inner, part) for inner, part in value.items() if part not in (None, ""))
    return code_words(value) if name in CODED else _DAY.sub(r"\3/\2/\1", str(value))


def _named(name: str, value: Any) -> str:
    """A fact within another, such as a unit with how it was chosen."""
    words = value_words(value, name)
    if isinstance(value, Mapping):
        return f"{fact_words(name)} ({words})" if words else fact_words(name)
    return f"{fact_words(name)}: {words}"


def fact_rows(entry: Entry) -> list[tuple[str, str, str]]:
    """What the entry says, a line for each thing: what it is called, what it was before, what it is after."""
    facts = _facts(entry)
    before, after = facts.pop("before", None), facts.pop("after", None)
    rows = [
        (fact_words(name), "", value_words(value, name))
        for name, value in facts.items()
        if name not in _IN_THE_SUBJECT and value not in (None, "", [])
    ]
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = (part if isinstance(part, Mapping) else {} for part in (before, after))
        told = [
            (fact_words(name), value_words(old.get(name), name), value_words(new.get(name), name))
            for name in dict.fromkeys([*old, *new])
        ]
        return rows + [row for row in told if any(row[1:])]
    if before is not None or after is not None:
        rows.append((_("What it says"), value_words(before), value_words(after)))
    return rows


def _facts(entry: Entry) -> dict[str, Any]:
    """The facts of the entry; none of one that was tampered with so that it has none."""
    return dict(entry.facts) if isinstance(entry.facts, Mapping) else {}
