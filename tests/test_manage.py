"""The command line, as it is typed: what it prints where, and how it ends."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from models.enums import YearState
from models.year import BlockYear
from services.ballot_box.signing import signed_bundle
from services.ballot_box.tellers import unseal
from services.database import engine_of, writing
from services.queries.accounts import has_second_factor
from services.rules.bundle import bundle_of
from services.rules.second_factor import code_of_step, step_at
from services.second_factor import confirm_enrolment, new_secret
from services.settings import Settings
from services.sign_in import begin_attempt
from tests.ballot_box.boxes import closed
from tests.factories import made_actor
from tests.rules.year_files import EXAMPLE

ROOT = Path(__file__).resolve().parent.parent


def manage(folder: Path, *words: str, url: str = "") -> subprocess.CompletedProcess[str]:
    places = {"THIDUA_DATA_FOLDER": str(folder / "data"), "THIDUA_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        cwd=folder,
        env=os.environ | places,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def written(folder: Path, text: str = EXAMPLE, name: str = "year.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_one_file_is_one_json_object(tmp_path: Path) -> None:
    done = manage(tmp_path, "evaluate", written(tmp_path), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert list(result) == ["year", "block", "standings", "quotas", "polls"]
    assert list(result["standings"][0]) == [
        "unit",
        "points",
        "bonus",
        "max",
        "percent",
        "complete",
        "missing",
        "rank",
        "tied",
        "classification",
        "branches",
    ]
    assert list(result["polls"][0]) == ["code", "required", "basis_count", "quorum", "outcome", "options"]
    assert not (tmp_path / "data").exists(), "evaluating needs no database"


def test_several_files_are_one_object_a_line(tmp_path: Path) -> None:
    second = written(tmp_path, EXAMPLE.replace("year: 2017", "year: 2018"), "next.yaml")
    done = manage(tmp_path, "evaluate", written(tmp_path), second, "--json")
    assert [json.loads(line)["year"] for line in done.stdout.splitlines()] == [2017, 2018]


def test_a_refused_file_prints_a_line_for_each_fault_and_nothing_else(tmp_path: Path) -> None:
    wrong = EXAMPLE.replace("method: secret", "method: bua").replace('points: "9.5"', 'points: "9,5"')
    done = manage(tmp_path, "evaluate", written(tmp_path, wrong), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all(": " in line for line in lines)


def test_one_bad_file_among_several_says_which_and_prints_no_result(tmp_path: Path) -> None:
    bad = written(tmp_path, "format: x", "bad.yaml")
    done = manage(tmp_path, "evaluate", written(tmp_path), bad)
    assert (done.returncode, done.stdout) == (2, "")
    assert all("bad.yaml" in line for line in done.stderr.splitlines())


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = manage(tmp_path, "evaluate", str(tmp_path / "none.yaml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_year_goes_in_and_comes_out_the_same(
    tmp_path: Path, backend: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_settings").database_url if backend == "postgres" else ""
    file, chosen = written(tmp_path), ("--block", "noi-chinh", "--year", "2017")
    wanted = json.loads(manage(tmp_path, "evaluate", file, "--json").stdout)
    assert manage(tmp_path, "import-year", file, url=url).stdout.endswith("imported\n")
    assert manage(tmp_path, "import-year", file, url=url).stdout.endswith("unchanged\n")
    out = written(tmp_path, manage(tmp_path, "export-year", *chosen, url=url).stdout, "out.yaml")
    assert json.loads(manage(tmp_path, "evaluate", out, "--json").stdout) == wanted
    assert json.loads(manage(tmp_path, "standings", *chosen, "--json", url=url).stdout) == wanted


def test_a_replaced_year_leaves_a_copy_of_the_database(tmp_path: Path) -> None:
    manage(tmp_path, "import-year", written(tmp_path))
    done = manage(tmp_path, "import-year", written(tmp_path, EXAMPLE.replace("theme: ", "theme: Khác ")))
    assert done.stdout.endswith("replaced\n")
    assert len(list((tmp_path / "data/backups").glob("before-import-*.db"))) == 1


def test_an_unknown_block_is_one_sentence(tmp_path: Path) -> None:
    done = manage(tmp_path, "standings", "--block", "khong-co", "--year", "2017")
    assert (done.returncode, done.stdout) == (2, "")
    assert "khong-co" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_best_units_of_a_year_come_from_published_years(tmp_path: Path) -> None:
    manage(tmp_path, "import-year", written(tmp_path))
    chosen = ("leaderboard", "--year", "2017", "--top", "1")
    assert json.loads(manage(tmp_path, *chosen, "--json").stdout) == []
    engine = engine_of(Settings(data_folder=tmp_path / "data", database_url=""))
    with writing(engine) as session:
        year = session.exec(select(BlockYear)).one()
        year.state = YearState.PUBLISHED
    engine.dispose()
    wanted = json.loads(
        manage(tmp_path, "standings", "--block", "noi-chinh", "--year", "2017", "--json").stdout
    )
    best = max(wanted["standings"], key=lambda line: float(line["percent"]) if line["complete"] else -1)
    (line,) = json.loads(manage(tmp_path, *chosen, "--json").stdout)
    assert (line["rank"], line["block"], line["unit"]) == (1, "noi-chinh", best["unit"])
    assert (line["points"], line["max"], line["percent"]) == (best["points"], best["max"], best["percent"])
    (said,) = manage(tmp_path, *chosen).stdout.splitlines()
    assert said.split()[0] == "1"
    assert line["unit_name"] in said
    done = manage(tmp_path, "leaderboard", "--year", "2017", "--top", "0")
    assert (done.returncode, done.stdout) == (2, "")


def test_what_a_crash_has_left_among_the_files_is_swept(tmp_path: Path) -> None:
    stray = tmp_path / "data" / "files" / "ab" / ("ab" * 16)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"%PDF-")
    os.utime(stray, (0, 0))
    done = manage(tmp_path, "sweep-files")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 removed\n", "")
    assert not stray.exists()


def test_a_copy_of_the_database_is_kept_beside_it(tmp_path: Path) -> None:
    manage(tmp_path, "import-year", written(tmp_path))
    done = manage(tmp_path, "backup")
    copy = Path(done.stdout.strip())
    assert (done.returncode, done.stderr) == (0, "")
    assert (copy.parent.name, copy.name) == ("backups", "by-hand-0001.db")
    assert copy.read_bytes().startswith(b"SQLite format 3")


def test_a_trail_is_sealed_exported_and_checked(tmp_path: Path) -> None:
    manage(tmp_path, "import-year", written(tmp_path))
    done = manage(tmp_path, "verify-trail")
    assert (done.returncode, done.stderr) == (0, "")
    head = done.stdout.strip()
    assert head.startswith("1:")
    assert manage(tmp_path, "verify-trail", "--anchor", head).returncode == 0
    manage(tmp_path, "import-year", written(tmp_path, EXAMPLE.replace("theme: ", "theme: Khác ")))
    assert manage(tmp_path, "verify-trail", "--anchor", head).returncode == 0
    lines = manage(tmp_path, "export-trail").stdout
    file = written(tmp_path, lines, "trail.jsonl")
    assert manage(tmp_path, "verify-trail", file, "--anchor", head).stdout.startswith("2:")
    shutil.rmtree(tmp_path / "data")
    assert manage(tmp_path, "verify-trail", file, "--anchor", head).returncode == 0
    assert not (tmp_path / "data").exists(), "a file is checked without a database"


def test_a_damaged_trail_ends_with_1_and_names_the_entry(tmp_path: Path) -> None:
    manage(tmp_path, "import-year", written(tmp_path))
    head = manage(tmp_path, "verify-trail").stdout.strip()
    lines = manage(tmp_path, "export-trail").stdout
    file = written(tmp_path, lines.replace("manage.py", "manage.PY"), "trail.jsonl")
    done = manage(tmp_path, "verify-trail", file)
    assert (done.returncode, done.stderr) == (1, "entry 1: edited\n")
    done = manage(tmp_path, "verify-trail", written(tmp_path, "", "empty.jsonl"), "--anchor", head)
    assert (done.returncode, done.stderr) == (1, "entry 1: truncated\n")


@pytest.mark.parametrize("words", [("--anchor", "1:x"), ("none.jsonl",), ("year.yaml",)])
def test_a_trail_that_cannot_be_checked_ends_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    written(tmp_path)
    done = manage(tmp_path, "verify-trail", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_the_last_administrator_who_has_forgotten_everything_gets_a_code(tmp_path: Path) -> None:
    manage(tmp_path, "migrate")
    engine = engine_of(Settings(data_folder=tmp_path / "data", database_url=""))
    with writing(engine) as session:
        chief = made_actor(session, username="quan-tri")
        secret, now = new_secret(), datetime.now(UTC)
        confirm_enrolment(session, chief, secret, code_of_step(secret, step_at(now)), "a key", now)
    done = manage(tmp_path, "reset-password", " Quan-Tri ")
    assert (done.returncode, done.stderr) == (0, "")
    with writing(engine) as session:
        assert not has_second_factor(session, chief.account_id or 0)
        begun = begin_attempt(session, "quan-tri", done.stdout.strip(), "", datetime.now(UTC))
        assert begun.account_id == chief.account_id
    engine.dispose()
    done = manage(tmp_path, "reset-password", "khong-co-ai")
    assert (done.returncode, done.stdout) == (2, "")
    assert "khong-co-ai" in done.stderr


def test_a_secret_vote_is_counted_again_from_its_bundle_without_a_database(tmp_path: Path) -> None:
    found = unseal(closed(tmp_path, *["u0"] * 7, *["u1"] * 2))
    whole = bundle_of(found.manifest, found.ballots, found.codes, trail_head=f"7:{'0' * 64}", version="0.1.0")
    (file := tmp_path / "bundle.json").write_bytes(signed_bundle(tmp_path, whole))
    done = manage(tmp_path, "verify", str(file), url="postgresql://nobody@127.0.0.1:1/none")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Công an tỉnh: 7/9 phiếu, 77,78 %, yêu cầu trên 1/2 số phiếu hợp lệ: 5 – trúng cử" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("ĐÚNG")
    assert not (tmp_path / "data").exists()

    file.write_bytes(file.read_bytes().replace(b'"votes":7', b'"votes":8', 1))
    done = manage(tmp_path, "verify", str(file))
    assert (done.returncode, done.stdout.splitlines()[-1][:3]) == (1, "SAI")
    assert "Chữ ký số không khớp với nội dung." in done.stdout

    file.write_bytes(b"no bundle")
    done = manage(tmp_path, "verify", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "không phải gói kết quả" in done.stderr
