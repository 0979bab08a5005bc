"""How a block is styled over time, and what it calls its offices."""

from sqlmodel import Session, col, select

from models.registry import BlockName
from services.rules.naming import BlockStyle, Dated


def styles_of_block(session: Session, block_id: int) -> list[Dated[BlockStyle]]:
    """Every name of the block with the day from which it holds, oldest first."""
    rows = session.exec(
        select(BlockName).where(BlockName.block_id == block_id).order_by(col(BlockName.valid_from))
    )
    return [(row.valid_from, BlockStyle(row.name, row.kind, row.province)) for row in rows]
