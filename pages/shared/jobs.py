"""Work that takes longer than people wait for: done by a thread, watched and stopped from the screen.

Each person has one job at a time; it outlives the run that began it, and a reload of the page.
"""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from pages.shared import formats
from pages.shared.i18n import _
from services.errors.base import DomainError
from services.errors.workbooks import WorkCancelled
from services.rules.progress import Progress

AT_ONCE = 2
FORGET_SECONDS = 3600.0

Work = Callable[[Progress], object]
"""What a job does: it reports its progress now and then, and knows nothing of the screen."""


class Job:
    """One piece of work, begun by somebody; `about` is what it was begun for."""

    def __init__(self, about: object) -> None:
        self.about = about
        self.done = self.total = 0
        self.begun = time.monotonic()
        self.future: Future[object] = Future()
        self._stopped = threading.Event()

    @property
    def running(self) -> bool:
        """Whether it is under way or still waits for its turn."""
        return not self.future.done()

    @property
    def refusal(self) -> DomainError | None:
        """Why it came to nothing; None while it runs and where it was done.

        Raises whatever else has happened in the work.
        """
        fault = self.future.exception() if self.future.done() else None
        if fault is not None and not isinstance(fault, DomainError):
            raise fault
        return fault

    def stop(self) -> None:
        """Have the work stopped at its next report."""
        self._stopped.set()

    def report(self, done: int, total: int) -> None:
        """Note how much is done, of how much.

        Raises:
            WorkCancelled: somebody has stopped it.
        """
        if self._stopped.is_set():
            raise WorkCancelled()
        self.done, self.total = done, total


class Jobs:
    """The jobs of all people; a few are done at once, the others wait."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
        self._jobs: dict[Hashable, Job] = {}
        self._lock = threading.Lock()

    def start(self, owner: Hashable, work: Work, about: object) -> None:
        """Begin the work in place of what the owner did before; a job that still runs goes on instead."""
        with self._lock:
            oldest = time.monotonic() - FORGET_SECONDS
            for key, job in list(self._jobs.items()):
                if job.begun < oldest and not job.running:
                    del self._jobs[key]
            if owner not in self._jobs or not self._jobs[owner].running:
                self._jobs[owner] = job = Job(about)
                job.future = self._pool.submit(work, job.report)

    def of(self, owner: Hashable) -> Job | None:
        """The owner's job, running or done."""
        return self._jobs.get(owner)

    def forget(self, owner: Hashable) -> None:
        """Drop the owner's job with its result; one that still runs is stopped."""
        if job := self._jobs.pop(owner, None):
            job.stop()


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """The jobs of this process."""
    return Jobs()


@st.fragment(run_every=0.5)
def watch(owner: Hashable, label: str) -> None:
    """Show how far the owner's job has come, and a button that stops it; draws the page anew at its end."""
    job = jobs().of(owner)
    if job is None or not job.running:
        st.rerun()
    else:
        share = job.done / job.total if job.total else 0.0
        of_all = formats.part_of(job.done, job.total) if job.total else ""
        st.progress(share, text=f"{label} {of_all}".strip())
        st.button(_("Stop"), on_click=job.stop, key="stop_job")
