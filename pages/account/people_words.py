"""How people, their roles and their way in are called on the screens."""

from datetime import datetime, timedelta

from models.enums import Role
from pages.shared import formats
from pages.shared.i18n import N_, _, ngettext
from pages.shared.plain import plain
from services.queries.accounts import PersonLine, RoleLine, WayIn

ROLES = {
    Role.VIEWER: N_("Viewer"),
    Role.VOTER: N_("Voter"),
    Role.UNIT_EDITOR: N_("Unit editor"),
    Role.REVIEWER: N_("Reviewer"),
    Role.TELLER: N_("Teller"),
    Role.CHAIR: N_("Chair"),
    Role.SECRETARY: N_("Secretary"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.DISPLAY: N_("Display"),
}
EVERYWHERE = N_("All blocks")
_MINUTE = timedelta(minutes=1)


def called(line: PersonLine) -> str:
    """The full name with the user name, since two people may have one name."""
    return f"{line.display_name} ({line.username})"


def role_words(role: RoleLine) -> str:
    """A role with where and when it holds, as Markdown."""
    reach = role.unit or role.block or ("" if role.role is Role.ADMINISTRATOR else _(EVERYWHERE))
    words = [_(ROLES[role.role]), plain(reach), str(role.year or "")]
    return ", ".join(word for word in words if word)


def access_words(line: PersonLine, way: WayIn, now: datetime) -> str:
    """Whether somebody can sign in now, and what stands in between."""
    if not line.active:
        return _("Account closed")
    if line.has_password and way.wait:
        minutes = -(-way.wait // _MINUTE)
        return ngettext(
            "Locked out by wrong guesses for {count} minute",
            "Locked out by wrong guesses for {count} minutes",
            minutes,
        ).format(count=formats.count(minutes))
    if line.has_password:
        return _("May sign in")
    if way.code_until is None:
        return _("Has no code yet")
    said = _("Code not used, good until {moment}") if way.code_until > now else _("Code expired at {moment}")
    return said.format(moment=formats.moment(way.code_until))
