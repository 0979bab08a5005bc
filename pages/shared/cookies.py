"""Cookies of this host: what they are called, and what a visit has in one."""

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

DISPLAY = "thidua_display"
"""What the cookie with the token of a share link is called."""


def token_of_visit(cookie: str) -> str:
    """The token in that cookie of this visit; over TLS only one that was set over TLS counts."""
    over_tls = (st.context.url or "").startswith("https://")
    return st.context.cookies.get(cookie_name(over_tls, cookie), "")


def cookie_name(over_tls: bool, cookie: str) -> str:
    """The cookie's name; browsers let nobody but this host set one that begins with __Host-."""
    return f"__Host-{cookie}" if over_tls else cookie


def set_cookie(answer: Response, request: Request, cookie: str, token: str, lives: int | None = None) -> None:
    """Have the browser keep a token that no script can read, for so many seconds or until it is closed."""
    # Behind a proxy only the browser knows whether it came over TLS
    over_tls = request.headers.get("Origin", "").startswith("https://")
    answer.set_cookie(
        cookie_name(over_tls, cookie),
        token,
        max_age=lives,
        path="/",
        secure=over_tls,
        httponly=True,
        samesite="strict",
    )
