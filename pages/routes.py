"""The addresses of the launcher that no screen answers: what sign-in, share links and frames ask for."""

from starlette.middleware import Middleware

from pages.account import entry, sharing_entry
from pages.conference import card_entry, clock, light
from pages.shared import leaving

ROUTES = [
    *entry.ROUTES,
    *sharing_entry.ROUTES,
    *card_entry.ROUTES,
    *clock.ROUTES,
    *light.ROUTES,
    *leaving.ROUTES,
]

MIDDLEWARE = [Middleware(light.HallAnswers)]
"""What answers before Streamlit does, behind the guards."""
