"""What `streamlit run app.py` serves, and how it refuses to: in one sentence, with real processes."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from sqlalchemy import create_engine, make_url, text

from pages.shared.headers import HEADERS
from services.database import engine_of, expected_revision, revision_of, writing
from services.errors.installation import DatabaseUnreachable
from services.settings import Settings
from tests.client import calling
from tests.serving import ROOT, Served, environment_of, free_port, refusal, serving

IN_FORCE: dict[str, Any] = {
    "server.headless": True,
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 5,
    "server.maxMessageSize": 50,
    "server.disconnectedSessionTTL": 120,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "127.0.0.1",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "logger.hideWelcomeMessage": True,
    "logger.enableRich": False,
}


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with serving(settings, tmp_path / "server.log") as server:
        yield server


@pytest.fixture
def fresh(sqlite_settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with serving(sqlite_settings, tmp_path / "server.log") as server:
        yield server


def get(url: str) -> HTTPResponse:
    try:
        answer = urllib.request.urlopen(url, timeout=20)
    except HTTPError as error:
        answer = error
    assert isinstance(answer, HTTPResponse | HTTPError)
    return answer  # type: ignore[return-value]


def sentence(outcome: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a start that was refused, and nothing else anywhere."""
    assert outcome.returncode == 1, outcome.stderr
    assert outcome.stdout == ""
    (line,) = outcome.stderr.splitlines()
    return line


SET_UP = """
import app
from pages.shared.i18n import catalogue
from streamlit.runtime.app_session import AppSession
print("found", catalogue.cache_info().currsize, AppSession._create_scriptrunner.__module__)
"""


def test_what_holds_for_all_is_set_up_before_anybody_comes(sqlite_settings: Settings) -> None:
    """Of a hall that comes at once, each visitor would else read the words, and all wait for all."""
    started = subprocess.run(
        [sys.executable, "-c", SET_UP],
        cwd=ROOT,
        env=environment_of(sqlite_settings),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "found 1 pages.shared.ended_runs" in started.stdout, started.stderr


def test_it_says_where_it_is_and_how_it_is(served: Served, settings: Settings) -> None:
    assert served.url in served.said()
    answer = get(f"{served.url}/healthz")
    facts = json.load(answer)
    assert answer.status == 200
    assert facts.pop("free_disk_mb") > 0
    assert facts == {
        "status": "ok",
        "database": "reachable",
        "schema": {"found": expected_revision(), "expected": expected_revision()},
    }


def test_an_empty_installation_gets_its_code_in_the_terminal(fresh: Served) -> None:
    address, code = fresh.said().splitlines()
    assert address == fresh.url
    assert code.startswith("Mã dùng một lần")


def test_health_answers_while_somebody_writes(settings: Settings, served: Served) -> None:
    with writing(engine_of(settings)) as session:
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))
        begun = time.monotonic()
        assert get(f"{served.url}/healthz").status == 200
    assert time.monotonic() - begun < 5


@pytest.mark.postgres
def test_health_fails_when_the_database_goes_away(postgres_settings: Settings, tmp_path: Path) -> None:
    with serving(postgres_settings, tmp_path / "server.log") as served:
        name = make_url(postgres_settings.url).database
        server = make_url(postgres_settings.url).set(database="postgres")
        with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
            kill = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(kill, {"name": name})
        answer = get(f"{served.url}/healthz")
        facts = json.load(answer)
        assert answer.status == 503
        assert (facts["status"], facts["database"]) == ("failing", "unreachable")


def test_every_answer_carries_the_security_headers(fresh: Served) -> None:
    for path in ("/", "/healthz", "/_stcore/health", "/no-such-page"):
        headers = get(fresh.url + path).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, path


def test_every_setting_is_in_force_wherever_one_stands(tmp_path: Path) -> None:
    """The real `streamlit run`, stopped where it would begin to listen."""
    program = (
        "import json, sys\n"
        "from streamlit import config\n"
        "from streamlit.web import bootstrap, cli\n"
        "names = json.loads(sys.argv[2])\n"
        "show = lambda *_: print(json.dumps({name: config.get_option(name) for name in names}))\n"
        "bootstrap.run_asgi_app = show\n"
        "cli.main_run([sys.argv[1]], standalone_mode=False)\n"
    )
    output = subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "app.py"), json.dumps(list(IN_FORCE))],
        cwd=tmp_path,
        env=environment_of(Settings(data_folder=tmp_path)),
        capture_output=True,
        check=True,
    ).stdout
    assert json.loads(output) == IN_FORCE


@pytest.mark.parametrize("page", ["shell", "units", "don-vi"])
def test_nobody_gets_past_the_gate_of_a_fresh_process(fresh: Served, page: str) -> None:
    """A process that has not yet run `st.navigation` once would run a file of `pages/` by its name."""
    with calling(fresh) as client:
        attacked = client.run(page).kinds
    with calling(fresh) as client:
        gate = client.run().kinds
    assert attacked == gate != []


def test_a_taken_port_is_said(sqlite_settings: Settings) -> None:
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", 8501))
            other.listen()
        except OSError:
            pass  # somebody is there already, which serves as well
        said = sentence(refusal(environment_of(sqlite_settings)))
    assert said.startswith("Cổng 8501 đang được dùng")


def test_a_taken_port_that_was_asked_for_is_said(sqlite_settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = sentence(refusal(environment_of(sqlite_settings), "--server.port", port))
    assert f"Port {port} is not available" in said


def refuse(settings: Settings, **more: str) -> str:
    outcome = refusal(environment_of(settings) | more, "--server.port", str(free_port()))
    return sentence(outcome)


def test_settings_must_be_in_force(sqlite_settings: Settings) -> None:
    said = refuse(sqlite_settings, STREAMLIT_RUNNER_POST_SCRIPT_GC="true")
    assert said.startswith("Tệp .streamlit/config.toml chưa có hiệu lực")


def test_an_unusable_setting_is_named(sqlite_settings: Settings) -> None:
    said = refuse(sqlite_settings, THIDUA_DATABASE_URL="mysql://thidua:geheim@127.0.0.1/thidua")
    assert "THIDUA_DATABASE_URL" in said
    assert "geheim" not in said


def test_a_file_that_is_no_database_is_said(sqlite_settings: Settings) -> None:
    file = sqlite_settings.data_folder / "thidua.db"
    file.write_text("not a database" * 100)
    assert str(file) in refuse(sqlite_settings)
    assert file.read_text() == "not a database" * 100


def test_an_unreachable_postgresql_is_said(sqlite_settings: Settings) -> None:
    url = f"postgresql://thidua:geheim@127.0.0.1:{free_port()}/thidua"
    said = refuse(sqlite_settings, THIDUA_DATABASE_URL=url)
    assert said.startswith("Không kết nối được cơ sở dữ liệu 127.0.0.1")
    assert "geheim" not in said


def test_a_postgresql_that_never_answers_is_given_up_soon() -> None:
    """Within 10 s of the start, of which a quiet machine needs 3 to begin."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        engine = engine_of(
            Settings(database_url=f"postgresql://thidua:geheim@127.0.0.1:{silent.getsockname()[1]}/thidua")
        )
        begun = time.monotonic()
        with pytest.raises(DatabaseUnreachable):
            revision_of(engine)
        assert time.monotonic() - begun < 6


def test_a_newer_database_is_left_alone(settings: Settings) -> None:
    with engine_of(settings).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "9999" in refuse(settings)
    with engine_of(settings).connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
