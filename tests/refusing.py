"""Acts that have to be refused, without a row being changed by them."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from services.database import reading, writing
from services.errors.base import DomainError
from tests.factories import everything


class Refused(Protocol):
    """Gives the refusal of an act."""

    def __call__(
        self, engine: Engine, kind: type[DomainError], act: Callable[..., object], *facts: Any, **named: Any
    ) -> DomainError: ...


def refusing(*tables: type[SQLModel]) -> Refused:
    """What tries an act, and sees that the rows of these tables are as before."""

    def refused(
        engine: Engine, kind: type[DomainError], act: Callable[..., object], *facts: Any, **named: Any
    ) -> DomainError:
        with reading(engine) as session:
            before = everything(session, *tables)
        with pytest.raises(kind) as caught, writing(engine) as session:
            act(session, *facts, **named)
        with reading(engine) as session:
            assert everything(session, *tables) == before
        return caught.value

    return refused
