"""One screen by itself, with somebody whose rights were read when the page was opened."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.accounts import RoleGrant
from models.enums import Role
from models.year import BlockYear
from pages.shared.context import Context
from services.database import reading, writing
from services.rules.rights import OPERATOR, Actor
from tests.factories import MadeYear

BLOCK = "Khối thi đua"


def _screen() -> None:
    import streamlit as st

    from pages.shared.context import ask_password_again, show_flash

    show_flash()
    context = st.session_state["context"]
    ask_password_again(context.engine, context.actor)
    st.session_state["render"](context)


def screen(
    engine: Engine, made: MadeYear, render: Callable[[Context], None], actor: Actor = OPERATOR
) -> AppTest:
    """The screen, drawn once; its year and actor stay as they are now, whatever is changed behind it."""
    with reading(engine) as session:
        year = session.exec(select(BlockYear).where(BlockYear.id == made.id)).one()
        facts = (made.block_id, BLOCK, made.id, year.year, year.state)
    app = AppTest.from_function(_screen, default_timeout=60)
    app.session_state["render"] = render
    app.session_state["context"] = Context(engine, actor, *facts, illustrative=False)
    return app.run()


def demote(engine: Engine, actor: Actor) -> None:
    """Let the actor do no more than look on, with the page still open."""
    with writing(engine) as session:
        for grant in session.exec(select(RoleGrant).where(RoleGrant.account_id == actor.account_id)):
            grant.role = Role.VIEWER


def everything(app: AppTest) -> str:
    """Every sentence, table and choice on the screen."""
    told = _all(
        app, "title", "subheader", "caption", "info", "warning", "error", "success", "markdown", "code"
    )
    tables = [table.value.to_string() for table in _all(app, "dataframe", "table")]
    choices = ["\n".join(one.options) for one in _all(app, "selectbox", "multiselect")]
    return "\n".join([*(str(one.value) for one in told), *choices, *tables])


def _all(app: AppTest, *kinds: str) -> list[Any]:
    return [one for kind in kinds for one in app.get(kind)]
