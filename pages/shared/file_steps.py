"""From a file to what it changes: chosen, checked in a job, looked at, then taken over or put away.

One at a time for each owner; the check outlives the run that began it, and a reload of the page.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import marks
from pages.shared.i18n import N_, _
from pages.shared.jobs import Job, Work, jobs, watch
from pages.shared.plain import plain
from pages.shared.refusals import sentence_of
from services.errors.base import DomainError
from services.rules.progress import Progress

Scope = TypeVar("Scope", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Upload(Generic[Scope]):
    """A file, and what it is looked at for."""

    scope: Scope
    name: str
    data: bytes


def _without_finding(_refusal: DomainError) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class FileSteps(Generic[Scope]):
    """How files of one kind are taken: `key` begins the keys of the widgets, `owner` has one file at a time.

    `check` is the job that a chosen file begins; it gives what is to be seen. `came_to` draws what that, or
    a taking over, has come to and what is next, and gives the finding in a line, empty for none; `refused`
    gives the finding where there is only a refusal. `again` begins anew; `heading` stands above the third
    step.
    """

    key: str
    owner: Hashable
    scope: Scope
    check: Callable[[Upload[Scope], Progress], object]
    came_to: Callable[[Upload[Scope], object], str]
    refused: Callable[[DomainError], str] = _without_finding
    heading: str = N_("3. Look at it, then take it over")
    again: str = N_("Take over another file")

    def render(self, title: DeltaGenerator) -> None:
        """Draw the second step, and the third once a file is chosen; the finding stands in the title."""
        job = jobs().of(self.owner)
        st.subheader(_("2. Choose the filled-in file"))
        key = f"{self.key}-{st.session_state.get(self._round, 0)}"
        st.file_uploader(
            _("Excel workbook (.xlsx)"),
            ["xlsx"],
            key=key,
            disabled=job is not None and job.running,
            on_change=self._chosen,
            args=(key,),
        )
        if job is None or not isinstance(job.about, Upload) or job.about.scope != self.scope:
            return
        if self.heading:
            st.subheader(_(self.heading))
        st.caption(plain(job.about.name))
        if job.running:
            watch(self.owner, _("Under way"))
            return
        if finding := self._came_to(job, job.about):
            title.title(finding)
        st.button(_(self.again), on_click=self.begin_anew)

    def start(self, upload: Upload[Scope]) -> None:
        """Begin to check the file."""
        jobs().start(self.owner, partial(self.check, upload), upload)

    def offer(self, label: str, upload: Upload[Scope], work: Work) -> None:
        """The one step that is next: the work that takes the file over."""
        begin = partial(jobs().start, self.owner, work, upload)
        st.button(label, type="primary", on_click=begin)

    def offer_check(self, upload: Upload[Scope]) -> None:
        """Offer to check the file again, since what it was compared with may have changed."""
        st.button(_("Check the file again"), on_click=self.start, args=(upload,))

    def begin_anew(self) -> None:
        """Put the file away, and what was said of one that was taken over."""
        jobs().forget(self.owner)
        st.session_state.pop(self._done, None)
        st.session_state[self._round] = st.session_state.get(self._round, 0) + 1

    def end(self, said: str) -> None:
        """Put the file away, and keep the sentence that says what it has come to."""
        self.begin_anew()
        st.session_state[self._done] = said

    def say_done(self) -> None:
        """Say what the last file has come to, until the next one is chosen."""
        if said := st.session_state.get(self._done):
            st.success(said)

    @property
    def _round(self) -> str:
        return f"{self.key}_round"

    @property
    def _done(self) -> str:
        return f"{self.key}_done"

    def _chosen(self, key: str) -> None:
        jobs().forget(self.owner)
        st.session_state.pop(self._done, None)
        if (file := st.session_state[key]) is not None:
            self.start(Upload(self.scope, file.name, file.getvalue()))

    def _came_to(self, job: Job, upload: Upload[Scope]) -> str:
        if job.refusal is None:
            return self.came_to(upload, job.future.result())
        st.error(sentence_of(job.refusal))
        marks.offer_faults(upload.name, upload.data, job.refusal)
        self.offer_check(upload)
        return self.refused(job.refusal)


def offer_workbooks(workbooks: Mapping[str, tuple[str, Callable[[], bytes]]]) -> None:
    """The workbooks to fill in, by the names of their files: what each is, and what makes it."""
    with st.container(horizontal=True):
        for name, (label, made) in workbooks.items():
            st.download_button(label, made, name, on_click="ignore")
