"""What people do with files on the screens that check them in a job."""

from concurrent.futures import wait
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.shared.jobs import jobs
from pages.shared.plain import as_read
from tests.pages.visits import field

FILE = "Tệp Excel (.xlsx)"
GO = "Nhập tệp này"


def choose(app: AppTest, data: bytes, name: str = "tep.xlsx") -> AppTest:
    """The app once the file is chosen and checked."""
    field(app, FILE, "file_uploader").set_value((name, data, "application/octet-stream"))
    return settled(app.run())


def settled(app: AppTest) -> AppTest:
    """The app once the job is done."""
    wait([job.future for job in jobs()._jobs.values()], timeout=60)
    return app.run()


def downloads(app: AppTest) -> set[str]:
    """What can be taken out."""
    found: list[Any] = list(app.get("download_button"))
    return {one.label for one in found}


def cells(app: AppTest) -> str:
    """All that the first table says, as it is read."""
    return as_read(app.table[0].value.to_string())
