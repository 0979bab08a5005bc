"""A file on a screen: chosen to be attached, and given back under a name that the product makes."""

import streamlit as st

from pages.shared.context import Context
from pages.shared.i18n import _
from pages.shared.plain import plain
from services.queries.files import AttachedFile, file_bytes
from services.rules.file_kinds import LARGEST_FILE
from services.rules.text import code_for
from services.settings import settings
from services.storage.files import Upload


def choose_file(key: str, attached: AttachedFile | None = None) -> Upload | None:
    """The file that somebody has chosen, to take the place of the one that is attached."""
    label = _("Another file in place of the attached one") if attached else _("File")
    # No list of endings for Streamlit: it would refuse in English, and by the name, which proves nothing
    chosen = st.file_uploader(f"{label} ({_limits()})", key=key)
    return None if chosen is None else Upload(chosen.name, chosen.getvalue())


def choose_files(key: str) -> list[Upload]:
    """The files that somebody has chosen, several at once or one after the other."""
    label = _("Files")
    chosen = st.file_uploader(f"{label} ({_limits()})", key=key, accept_multiple_files=True)
    return [Upload(one.name, one.getvalue()) for one in chosen]


def _limits() -> str:
    return _("PDF, Word, Excel, PNG or JPEG, up to {limit} MB").format(limit=LARGEST_FILE // 1_000_000)


def drop_box(key: str, attached: AttachedFile | None) -> bool:
    """Whether the attached file is to go; nothing is asked where there is none."""
    if attached is None:
        return False
    return st.checkbox(
        _("Remove the attached file {label}").format(label=plain(attached.label)), key=f"{key}-drop"
    )


def give_file(ctx: Context, attached: AttachedFile, about: str) -> None:
    """A button that gives the file out, called after what it is `about`; or why it cannot be given."""
    with ctx.asking() as session:
        found = file_bytes(session, settings().data_folder, ctx.block_id, attached.id)
        st.download_button(
            _("Download {label}").format(label=plain(found.label)),
            found.data,
            f"{code_for(about)}.{found.kind.value}",
            on_click="ignore",
            icon=":material/download:",
            key=f"file-{attached.id}",
        )
