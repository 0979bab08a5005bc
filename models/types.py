"""Exact column types and the naming of constraints; imported by every table before its first column."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Table, Text, TypeDecorator
from sqlmodel import SQLModel

# Alembic's batch mode on SQLite can only change constraints that have names.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Points(TypeDecorator[int]):
    """Points as whole hundredths (1000 = 10.00 points); a float or a truth value never gets in."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"points are whole hundredths, not {type(value).__name__}")
        return value


class ExactDecimal(TypeDecorator[str]):
    """A decimal or a share kept as its own text ("100.5", "2/3"), so that nothing is lost on the way."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"an exact number is stored as text, not {type(value).__name__}")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone; stored in UTC, given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        # SQLite forgets the zone that it was given
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that read or write many rows."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]


def word(vocabulary: type[StrEnum], name: str) -> Enum:
    """The column type of a closed vocabulary: stored by value, with a CHECK named after the column."""

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(
        vocabulary, name=name, native_enum=False, create_constraint=True, length=32, values_callable=values
    )
