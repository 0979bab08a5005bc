"""The launcher of `streamlit run app.py`: refuses in one sentence what cannot run, else serves the shell."""

import logging
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
import typer
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from pages.routes import MIDDLEWARE, ROUTES
from pages.shared.context import shared_database
from pages.shared.guards import guards
from pages.shared.i18n import _
from pages.shared.plain import as_read
from pages.shared.refusals import sentence_of
from pages.shared.starting import set_up, told_at_start
from services.database import expected_revision, revision_of
from services.errors.base import DomainError
from services.errors.installation import DatabaseUnreachable
from services.settings import settings

PORT, LEAST_FREE_DISK_MB = 8501, 100


def check_start() -> None:
    """Bring the database up to the code's schema, or end the process with one sentence on stderr."""
    if st.get_option("runner.postScriptGC"):
        sys.exit(_("The file .streamlit/config.toml is not in force; start with: streamlit run app.py"))
    port = st.get_option("server.port")
    # Streamlit moves on to the next free port by itself, where nobody looks for the product.
    if port != PORT and not st.config.is_manually_set("server.port"):
        said = _("Port {port} is taken; stop what uses it, or run: streamlit run app.py --server.port {free}")
        sys.exit(said.format(port=PORT, free=port))
    try:
        shared_database()
    except DomainError as refusal:
        sys.exit(as_read(sentence_of(refusal)))


def health(_request: Request) -> JSONResponse:
    """Whether the database answers, its schema is the code's and the disk has room; 503 if one fails."""
    free_mb = shutil.disk_usage(settings().data_folder).free // 2**20
    expected = expected_revision()
    try:
        reachable, found = True, revision_of(shared_database())
    except DatabaseUnreachable:
        reachable, found = False, None
    well = reachable and found == expected and free_mb >= LEAST_FREE_DISK_MB
    facts = {
        "status": "ok" if well else "failing",
        "database": "reachable" if reachable else "unreachable",
        "schema": {"found": found, "expected": expected},
        "free_disk_mb": free_mb,
    }
    return JSONResponse(facts, status_code=200 if well else 503, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def serve(_app: st.App) -> AsyncIterator[None]:
    """Say where the product is served, and what whoever starts it has to know."""
    typer.echo(f"http://{st.get_option('server.address')}:{st.get_option('server.port')}")
    for line in told_at_start(shared_database()):
        typer.echo(line, err=True)
    yield


logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # one printed address, not four lines about it
check_start()
set_up()
app = st.App(
    "pages/shell.py",
    routes=[Route("/healthz", health), *ROUTES],
    middleware=[*guards(st.get_option("server.allowedHosts")), *MIDDLEWARE],
    lifespan=serve,
)
