"""Guards the shape of the code: sizes, names, rights, sources, and who may import whom."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "services", "pages")
CODE = ("app.py", "manage.py", "models/**/*.py", "services/**/*.py", "pages/**/*.py", "bench/**/*.py")

# The one table of sizes, in lines. Raise one with an ADR rather than split against the sense.
LIMITS = {"app.py": 80, "page": 150, "module": 300, "function": 40}

FORBIDDEN_WORDS = ("utils", "helper", "common", "manager")
FORBIDDEN_PREFIXES = ("get_", "handle_", "process_")
# SQLAlchemy calls these by their names.
LIBRARY_NAMES = ("process_bind_param", "process_result_value")

# What lets a command go on: a permission, or for the own account a live session.
ASKED_FOR = {"require", "require_in_year", "require_step", "require_round", "require_own"}

# What stands among the commands and does nothing that a trail would tell: it asks, or counts attempts.
# And who casts a ballot: an entry has a time and a place in an order, by which votes could be guessed.
UNTOLD = (
    "cast_ballot",
    "type_count",
    "begin_proof",
    "is_own_password",
    "end_proof",
    "keep_draft",
    "preview_event",
)

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*patterns: str) -> list[Path]:
    """The Python files that match, as paths from the root."""
    return sorted(path.relative_to(ROOT) for pattern in patterns for path in ROOT.glob(pattern))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def found(kind: type[ast.AST] | tuple[type[ast.AST], ...], *patterns: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of a kind in the files that match."""
    for path in sources(*patterns):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kind):
                yield path, node


def at(path: Path, node: ast.AST) -> str:
    return f"{path.as_posix()}:{getattr(node, 'lineno', 1)}"


def public_functions(*patterns: str) -> Iterator[tuple[Path, Function]]:
    """Every public function that stands at the top of a module."""
    for path in sources(*patterns):
        for node in tree_of(path).body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield path, node


def name_of(callee: ast.expr) -> str:
    """The last name of what is called: `require` for access.require."""
    return callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")


def called(node: ast.AST) -> set[str]:
    return {name_of(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}


def limit_of(path: Path) -> int:
    if path.as_posix() in LIMITS:
        return LIMITS[path.as_posix()]
    is_page = path.parts[0] == "pages" and path.parts[1] != "shared"
    return LIMITS["page" if is_page else "module"]


def test_every_file_and_function_keeps_its_size() -> None:
    too_long = [
        path.as_posix()
        for path in sources(*CODE)
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > limit_of(path)
    ]
    too_long += [
        f"{at(path, node)} {node.name}"
        for path, node in found(FUNCTIONS, *CODE)
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno + 1 > LIMITS["function"]
    ]
    assert not too_long


def commands() -> Iterator[tuple[Path, Function, set[str]]]:
    """Every public function of a command module that is given an actor, and what it calls."""
    for path, command in public_functions("services/*.py"):
        if path.stem not in ("access", "audit") and "actor" in {arg.arg for arg in command.args.args}:
            yield path, command, reached_from(command, tree_of(path))


def test_every_command_asks_for_the_right_to_act() -> None:
    assert not [
        f"{at(path, command)} {command.name}" for path, command, calls in commands() if not ASKED_FOR & calls
    ]


def test_every_command_leaves_an_entry_in_the_trail() -> None:
    silent = [(path, command) for path, command, calls in commands() if "record" not in calls]
    assert not [
        f"{at(path, command)} {command.name}" for path, command in silent if command.name not in UNTOLD
    ]


def reached_from(function: Function, module: ast.Module) -> set[str]:
    """What a function calls, itself or through functions of its own module."""
    bodies = {node.name: node for node in module.body if isinstance(node, Function)}
    reached: set[str] = set()
    waiting = {function.name}
    while waiting:
        names = called(bodies[waiting.pop()]) - reached
        reached |= names
        waiting |= names & bodies.keys()
    return reached


def test_every_rule_names_its_source() -> None:
    unsourced = [
        f"{at(path, rule)} {rule.name}"
        for path, rule in public_functions("services/rules/*.py")
        if "Source:" not in (ast.get_docstring(rule) or "")
    ]
    assert not unsourced


def test_code_is_ascii() -> None:
    """Vietnamese stands in locales/, services/templates/ and tests only."""
    assert not [path for path in sources(*CODE) if not (ROOT / path).read_text(encoding="utf-8").isascii()]


def test_names_say_what_things_do() -> None:
    vague = [path for path in sources(*CODE) if any(word in path.as_posix() for word in FORBIDDEN_WORDS)]
    assert not vague
    names = [
        f"{at(path, node)} {node.name}"
        for path, node in found((*FUNCTIONS, ast.ClassDef), *CODE)
        if isinstance(node, Function | ast.ClassDef)
        and node.name not in LIBRARY_NAMES
        and (
            node.name.startswith(FORBIDDEN_PREFIXES)
            or any(word in node.name.lower() for word in FORBIDDEN_WORDS)
        )
    ]
    assert not names


def test_nothing_draws_unescaped_html() -> None:
    drawn = [at(path, node) for path, node in found(ast.keyword, *CODE) if node.arg == "unsafe_allow_html"]  # type: ignore[attr-defined]
    drawn += [
        at(path, node)
        for path, node in found(ast.Attribute, *CODE)
        if isinstance(node, ast.Attribute)
        and node.attr in ("html", "iframe", "components")
        and getattr(node.value, "id", "") == "st"
        and path.as_posix() != "pages/shared/display.py"
    ]
    assert not drawn


def test_no_data_is_cached_across_people() -> None:
    """`st.cache_data` is shared by all sessions, and nothing here is public yet."""
    assert not [at(path, node) for path, node in found(ast.Attribute, *CODE) if node.attr == "cache_data"]  # type: ignore[attr-defined]


def test_no_sql_is_built_from_strings() -> None:
    built = [
        at(path, node)
        for path, node in found(ast.Call, *CODE)
        if isinstance(node, ast.Call)
        and name_of(node.func) in ("text", "exec_driver_sql")
        and any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in node.args)
    ]
    assert not built


def test_pages_catch_refusals_in_one_place() -> None:
    """In live.py nobody waits for an answer: its thread goes on without a database that is away."""
    caught = {path.as_posix() for path, _ in found((ast.Try, ast.TryStar), "pages/**/*.py")}
    assert caught <= {"pages/shared/context.py", "pages/shared/live.py"}


def test_no_float_decides_anything() -> None:
    floats = [
        at(path, node)
        for path, node in found((ast.Name, ast.Constant), "services/rules/*.py")
        if getattr(node, "id", "") == "float" or isinstance(getattr(node, "value", None), float)
    ]
    assert not floats


def test_every_folder_of_code_is_a_package_and_nothing_stands_in_its_init() -> None:
    """The import contracts do not see a folder without `__init__.py`, and re-exports slip past them."""
    folders = {path.parent for package in PACKAGES for path in sources(f"{package}/**/*.py")}
    inits = {folder / "__init__.py" for folder in folders}
    assert not [init for init in inits if not (ROOT / init).exists()]
    assert [init.as_posix() for init in inits if (ROOT / init).read_text().strip()] == ["pages/__init__.py"]


def test_nothing_in_pages_hides_a_library() -> None:
    """Streamlit puts `pages/` first on the path of modules."""
    own = {path.stem for path in (ROOT / "pages").iterdir()} - {"__init__", "__pycache__"}
    libraries = {
        path.name.split(".")[0].split("-")[0]
        for folder in sys.path
        for path in Path(folder).glob("*")
        if "site-packages" in str(path)
    }
    others = {path.stem for path in ROOT.iterdir()} - {"pages"}
    assert not own & (sys.stdlib_module_names | libraries | others)


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_that_is_named_has_its_line(file: str) -> None:
    """The first block of pins is what the project names itself; below it stands what those bring."""
    named = re.search(r"^# What .*\n((?:\S.*\n)+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    explained = re.findall(r"^\| ([\w-]+) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    assert named
    assert {re.split(r"[\[=]", pin)[0] for pin in named[1].split()} <= set(explained)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", linter, "--no-cache", "--no-logo"], cwd=folder, text=True, capture_output=True
    )


def test_import_contracts_hold() -> None:
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("services/rules/exact.py", "import random", "Rules know no"),
        ("services/ballot_box/box.py", "import datetime", "The ballot box"),
        ("services/queries/registry.py", "import streamlit", "Only pages"),
        ("services/accounts.py", "import services.registry", "Commands that"),
        ("services/unforeseen.py", "", "Commands that"),
        ("models/registry.py", "import services.errors", "Pages over"),
        ("pages/registry/units.py", "import models.registry", "Pages know no"),
        ("pages/registry/units.py", "import pages.scoring.grid", "The shell over"),
    ],
)
def test_a_broken_contract_is_caught(tmp_path: Path, module: str, statement: str, contract: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    outcome = lint_imports(tmp_path)
    assert outcome.returncode == 1
    broken = [line for line in outcome.stdout.splitlines() if "BROKEN" in line]
    assert [line for line in broken if line.startswith(contract)], outcome.stdout
