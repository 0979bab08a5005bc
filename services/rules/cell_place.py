"""A cell of a year's score sheets, and what the trail calls what is done to it."""

from dataclasses import dataclass

from models.enums import SheetStep


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a year's sheets at one of their steps."""

    block_year_id: int
    step: SheetStep
    unit_id: int
    criterion_id: int

    @property
    def remark(self) -> str:
        """What the trail calls the remark that is made there."""
        return f"remark {self.block_year_id}/{self.step.value}/{self.unit_id}/{self.criterion_id}"


def evidence_of(block_year_id: int, unit_id: int, criterion_id: int) -> str:
    """What the trail calls the files that a unit brings for a criterion.

    Source: house rule (the trail)
    """
    return f"evidence {block_year_id}/{unit_id}/{criterion_id}"
