"""The sign-in library's form, and the desk behind it: it decides by our counters, never by a cookie."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from streamlit_authenticator import Authenticate, Hasher
from streamlit_authenticator.controllers import AuthenticationController

from services import sign_in
from services.database import Database, writing
from services.rules.passwords import LONGEST, as_hashed

# Nobody's password: an unknown name must cost as much time as a known one
_DECOY = "$2b$12$cpcSrf4aSpgOZVAF1sZqreagUpVXOsDtXhGvSvteuULx7hWmYzCW2"
_LONGEST_TYPED = 4 * LONGEST  # a letter with its tone may come as three signs


class Desk(AuthenticationController):  # type: ignore[misc]
    """Takes what was typed into the library's form; `account_id` is who has proved to be its owner."""

    def __init__(self, engine: Database, known: Mapping[str, str], address: str) -> None:
        people = {username: {"name": "", "email": "", "password": kept} for username, kept in known.items()}
        super().__init__({"usernames": people}, auto_hash=False)
        self._engine, self._known, self._address = engine, known, address
        self.account_id: int | None = None
        self.wait = timedelta()
        self.refused = False

    def login(self, username: str | None = None, password: str | None = None, *_: Any, **__: Any) -> bool:
        """Whether name and password are right; never by a token, as the library's cookie holds one."""
        if username is None or password is None:
            return False
        with writing(self._engine) as session:
            attempt = sign_in.begin_attempt(session, username, password, self._address, datetime.now(UTC))
        self.account_id, self.wait = attempt.account_id, attempt.wait
        if self.account_id is None and not self.wait:
            # Between the two, not inside: while a password is compared nobody else could write
            right = self._is_right(attempt.username, password)
            with writing(self._engine) as session:
                if right:
                    self.account_id = sign_in.end_attempt(session, attempt)
                else:
                    sign_in.record_failed_sign_in(session, attempt)
        self.refused = self.account_id is None
        return not self.refused

    def _is_right(self, username: str, password: str) -> bool:
        if username not in self._known or len(password) > _LONGEST_TYPED or "\0" in password:
            Hasher.check_pw("-", _DECOY)
            return False
        return bool(self.authentication_model.check_credentials(username, as_hashed(password)))


class Door(Authenticate):  # type: ignore[misc]
    """The library's form before a desk, without its cookie, which is worth nothing here."""

    def __init__(self, desk: Desk) -> None:
        # The library's own beginning loads the frame of its cookie: more requests, and a second run
        self.attrs, self.path = {"login_sleep_time": 0}, None
        self.authentication_controller = desk
        self.cookie_controller = SimpleNamespace(get_cookie=lambda: None, set_cookie=lambda: None)
