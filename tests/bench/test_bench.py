"""The benches run, on sizes that prove nothing but that they do; no time is judged here."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import (
    access,
    conference,
    importing,
    light,
    nation,
    projector,
    registry,
    saving,
    score_sheets,
    standings,
    trail,
    trail_pages,
    units,
)
from bench.measuring import print_conditions, print_ratios


def test_ratios_are_measured_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        *standings.measure(tmp_path / "standings", rounds=1, units=3, leaves=10, years=2),
        *saving.measure(tmp_path / "saving", rounds=1, units=6, leaves=10),
        *importing.measure(tmp_path / "importing", rounds=1, units=3, leaves=10),
        *trail.measure(tmp_path / "trail", rounds=1, entries=250),
        *score_sheets.measure(tmp_path, rounds=1, units=3, leaves=12),
    ]
    assert all(line.product > 0 and line.bare > 0 and line.ratio > 0 for line in lines)
    print_conditions(rounds=1)
    print_ratios("Ratios", lines)
    said = capsys.readouterr().out
    assert "SQLite" in said
    assert "import of 3 units x 10 criteria" in said


def test_the_hall_is_measured_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # In a thread of its own: the browser tests leave an event loop running in the main one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(projector.run, tmp_path, rounds=1, viewers=2, seconds=4).result()
    rows = [row.split("|") for row in capsys.readouterr().out.splitlines() if row.startswith("| refreshes")]
    assert [row[1].strip() for row in rows] == ["refreshes due, all rounds", "refreshes missed"]
    assert all(int(part) > 0 for part in rows[0][2:4])


def test_the_large_hall_is_measured_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(light.run, tmp_path, rounds=1, viewers=10, seconds=4).result()
    rows = [row.split("|") for row in capsys.readouterr().out.splitlines() if row.startswith("| ")]
    told = {row[1].strip(): [part.strip() for part in row[2:]] for row in rows}
    assert told["answers missed"][0] == "0"
    assert told["pictures at the end, most"][0] == "1"


def test_the_registry_is_measured_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry.run(tmp_path, rounds=1, provinces=2, blocks=2, units=3)
    said = capsys.readouterr().out
    assert "2 x 2 x 3 units" in said
    assert "search: phong" in said


def test_taking_over_units_is_measured_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units.run(tmp_path, rounds=1, provinces=2, blocks=2, units=3)
    said = capsys.readouterr().out
    assert "12 new units from a workbook" in said
    assert said.count("met") == 2


def test_places_amid_the_scores_of_a_country_are_measured_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nation.run(tmp_path, rounds=1, provinces=2, blocks=2, units=3, leaves=12)
    said = capsys.readouterr().out
    assert "Places amid 1,440 scores" in said
    assert "| a block's places, ten years " in said
    assert not list(tmp_path.glob("*.db")), "a country's scores are not left behind"


def test_the_pages_of_a_trail_are_read_by_every_filter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trail_pages.run(tmp_path, rounds=1, entries=300)
    told = capsys.readouterr().out
    assert "Pages of a trail of 300 entries" in told
    assert "| of one old day" in told


def test_a_visit_is_measured_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    access.run(tmp_path, rounds=1, people=3, sessions=2)
    assert "| who visits, and a permission, PostgreSQL |" in capsys.readouterr().out


def test_the_day_of_the_conference_is_measured_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = conference.Size(voters=14, crowd=4, phones=2, viewers=2, casts=2)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(conference.run, tmp_path, rounds=1, size=size).result()
    rows = [[cell.strip() for cell in row.split("|")] for row in capsys.readouterr().out.splitlines()]
    told = {row[1]: row[2] for row in rows if len(row) > 3}
    nothing = ("4 at once, refused or double", "without a code", "ballots that a viewer never saw")
    assert [told[one] for one in nothing] == ["0", "0", "0"]
    assert [row[1] for row in rows[-4:]] == ["cast", "cast", "show", "close"]
