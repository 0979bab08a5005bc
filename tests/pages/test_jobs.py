"""Work in the background: one for each person, watched, stopped, refused, forgotten."""

import threading
from concurrent.futures import wait

import pytest

from pages.shared import jobs as module
from pages.shared.jobs import Job, Jobs
from services.errors.workbooks import WorkCancelled
from services.errors.years import YearLocked
from services.rules.progress import Progress


def done(job: Job | None) -> Job:
    assert job is not None
    wait([job.future], timeout=10)
    assert not job.running
    return job


def test_work_is_done_and_its_progress_noted() -> None:
    jobs = Jobs()

    def work(progress: Progress) -> str:
        progress(3, 4)
        return "outcome"

    jobs.start("lan", work, about="file")
    job = done(jobs.of("lan"))
    assert (job.future.result(), job.done, job.total, job.about, job.refusal) == (
        "outcome",
        3,
        4,
        "file",
        None,
    )
    assert jobs.of("minh") is None


def test_a_stopped_job_ends_at_its_next_report() -> None:
    jobs, begun, stopped = Jobs(), threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        stopped.wait(10)
        progress(1, 2)
        raise AssertionError("it went on")

    jobs.start("lan", work, about=None)
    job = jobs.of("lan")
    assert job is not None
    begun.wait(10)
    assert job.running
    job.stop()
    stopped.set()
    assert isinstance(done(job).refusal, WorkCancelled)


def test_a_refusal_is_kept_and_a_fault_is_not_hidden() -> None:
    jobs = Jobs()

    def refused(_progress: Progress) -> None:
        raise YearLocked(year=2017, state="published")

    def broken(_progress: Progress) -> None:
        raise ZeroDivisionError

    jobs.start("lan", refused, about=None)
    assert isinstance(done(jobs.of("lan")).refusal, YearLocked)
    jobs.start("lan", broken, about=None)
    job = done(jobs.of("lan"))
    with pytest.raises(ZeroDivisionError):
        _ = job.refusal


def test_a_second_job_waits_for_nothing_and_replaces_nothing_that_runs() -> None:
    jobs, go_on = Jobs(), threading.Event()
    jobs.start("lan", lambda _progress: go_on.wait(10), about="first")
    jobs.start("lan", lambda _progress: None, about="second")
    job = jobs.of("lan")
    assert job is not None
    assert job.about == "first"
    jobs.start("minh", lambda _progress: "else", about="other")
    assert done(jobs.of("minh")).future.result() == "else"
    go_on.set()
    done(job)
    jobs.start("lan", lambda _progress: None, about="third")
    assert done(jobs.of("lan")).about == "third"


def test_a_forgotten_job_is_stopped_and_old_results_go(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, go_on = Jobs(), threading.Event()

    def work(progress: Progress) -> None:
        go_on.wait(10)
        progress(1, 1)

    jobs.start("lan", work, about=None)
    job = jobs.of("lan")
    jobs.forget("lan")
    jobs.forget("lan")
    go_on.set()
    assert isinstance(done(job).refusal, WorkCancelled)
    assert jobs.of("lan") is None
    jobs.start("minh", lambda _progress: None, about=None)
    done(jobs.of("minh"))
    monkeypatch.setattr(module, "FORGET_SECONDS", -1.0)
    jobs.start("lan", lambda _progress: None, about=None)
    assert jobs.of("minh") is None
