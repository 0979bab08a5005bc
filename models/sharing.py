"""Links by which somebody without an account looks at one view of a block's year."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from models.enums import ShareView
from models.types import UtcDateTime, word


class ShareLink(SQLModel, table=True):
    """A link that was given away; its address holds the token, this row only the hash.

    It works until `expires_at`, unless it was taken back before; `label` says what it is for.
    """

    __tablename__ = "share_link"
    __table_args__ = (
        CheckConstraint("length(label) > 0", "label"),
        CheckConstraint("expires_at > created_at", "lives"),
        CheckConstraint("uses >= 0 and (uses = 0) = (last_used_at is null)", "uses"),
    )

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    view: ShareView = Field(sa_type=word(ShareView, "view"))
    block_year_id: int = Field(foreign_key="block_year.id", index=True)
    label: str = Field(sa_type=Text)
    created_by: int | None = Field(default=None, foreign_key="account.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uses: int = 0
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
