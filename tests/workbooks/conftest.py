"""A layout that only these tests know, and children that none waits before."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from services.workbooks import isolation, layouts

PROBE = """
title: "Danh sách đơn vị [thử]"
note: [Điền từ dòng dưới tiêu đề., Cột có (*) là bắt buộc.]
version: 3
columns:
  - {key: name, titles: [Tên đơn vị, Đơn vị], required: true, width: 40}
  - {key: kind, titles: [Loại], kind: choice, choices: ["Sở, ngành", Khác]}
  - {key: since, titles: ["Từ ngày (dd/mm/yyyy)", Từ ngày], kind: date, width: 14}
  - {key: order, titles: [Thứ tự], kind: number, width: 10}
"""


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the layout."""
    layouts.phrases()  # the product's own words, kept before its folder is out of sight
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "probe.yaml").write_text(PROBE, encoding="utf-8")
    monkeypatch.setattr(layouts, "_TEMPLATES", tmp_path)
    return "probe"


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleQueue[subprocess.Popen[bytes]]]:
    """The children that wait for a workbook; none at first, and those of other tests keep waiting."""
    queue: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    monkeypatch.setattr(isolation, "_WAITING", queue)
    yield queue
    while not queue.empty():
        with queue.get() as child:
            child.kill()
