"""What a block is, in words."""

from models.enums import BlockKind
from pages.shared.i18n import N_, _

_KINDS = {BlockKind.BLOCK: N_("Block of agencies"), BlockKind.CLUSTER: N_("Cluster of localities")}


def block_kind_name(kind: BlockKind) -> str:
    """Whether a block is one of agencies or of localities."""
    return _(_KINDS[kind])
