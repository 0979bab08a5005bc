"""The command line: year-files, the schema, the demonstration, the trail, results counted again."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from services import archive, demonstration, passwords, second_factor
from services.database import Database, back_up, engine_of, prepare, reading, writing
from services.errors.base import DomainError
from services.errors.year_file import YearFileRefused
from services.queries.accounts import account_named, has_second_factor
from services.queries.archive import find_year, year_file
from services.queries.archive import year_document as stored_document
from services.queries.leaderboard import LeaderLine, leaderboard_of_year
from services.queries.trail import check_trail, export_lines
from services.rules.codes import as_groups
from services.rules.evaluation import Evaluation, as_mapping, evaluate
from services.rules.exact import points_text
from services.rules.reading import year_document
from services.rules.rights import OPERATOR
from services.rules.trail import head_of, links_of, verify
from services.settings import settings
from services.storage.boxes import destroy_left_over, discard_unknown
from services.storage.files import sweep_files
from services.verification import verdict_of_bundle

DAMAGED, REFUSED = 1, 2

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, help=__doc__)

File = Annotated[Path, typer.Argument(help="A year-file, YAML or JSON", show_default=False)]
Block = Annotated[str, typer.Option(help="The block's code")]
Year = Annotated[int, typer.Option(help="The scored year")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON")]


@app.command(name="evaluate")
def evaluate_files(
    files: Annotated[list[Path], typer.Argument(show_default=False)], as_json: Json = False
) -> None:
    """Print what year-files come to; no database is needed."""
    results, faults = [], []
    for file in files:
        try:
            results.append(evaluate(year_document(_content(file))))
        except YearFileRefused as refusal:
            faults += [f"{file}: {fault}" if len(files) > 1 else str(fault) for fault in refusal.faults]
    if faults:
        _refuse(*faults)
    for result in results:
        _show(result, as_json, one_line=len(files) > 1)


@app.command()
def import_year(file: File) -> None:
    """Take a year-file into the database, whole or not at all; the same file again changes nothing."""
    with _refusals():
        document = year_document(_content(file))
        engine = _database()
        kept = back_up(engine, "before-import")
        with writing(engine) as session:
            done = archive.import_year(session, OPERATOR, document)
    if kept and not done.replaced:
        kept.unlink()  # nothing was overwritten, so there is nothing to go back to
    word = "unchanged" if not done.changed else "replaced" if done.replaced else "imported"
    typer.echo(f"{document.block.code} {document.year}: {word}")


@app.command()
def export_year(block: Block, year: Year) -> None:
    """Print the year-file of a block's year."""
    with _refusals(), reading(_database()) as session:
        text = year_file(session, OPERATOR, find_year(session, block, year).id or 0)
    typer.echo(text, nl=False)


@app.command()
def standings(block: Block, year: Year, as_json: Json = False) -> None:
    """Print what a block's year in the database comes to."""
    with _refusals(), reading(_database()) as session:
        result = evaluate(stored_document(session, find_year(session, block, year)))
    _show(result, as_json, one_line=False)


@app.command()
def leaderboard(
    year: Year,
    top: Annotated[int, typer.Option(min=1, help="How many units; who ties with the last comes too")] = 10,
    as_json: Json = False,
) -> None:
    """Print the best units of a year over all blocks, by percent, from years that are published."""
    with _refusals(), reading(_database()) as session:
        lines = leaderboard_of_year(session, OPERATOR, year, top)
    if as_json:
        typer.echo(json.dumps([_leader(line) for line in lines], ensure_ascii=False, indent=1))
        return
    for line in lines:
        figures = (
            f"{points_text(line.points):>10} / {points_text(line.max):<10} {points_text(line.percent):>7} %"
        )
        typer.echo(f"{_place(line.rank, line.tied)}  {figures}  {line.unit_name}, {line.block_name}")


@app.command()
def migrate() -> None:
    """Create the database, or bring its schema up to the code's after a backup."""
    with _refusals():
        _database()


@app.command()
def backup() -> None:
    """Copy the SQLite database into the folder backups; PostgreSQL has its own tools for it."""
    with _refusals():
        made = back_up(_database(), "by-hand")
    typer.echo(made or "PostgreSQL: pg_dump")


@app.command()
def demo() -> None:
    """Load the demonstration: block Noi chinh of Vinh Phuc, 2013-2017; scores are invented and say so."""
    with _refusals(), writing(_database()) as session:
        demonstration.load_demonstration(session, OPERATOR)
    typer.echo("noi-chinh 2013-2017: loaded")


@app.command()
def reset_password(
    username: Annotated[str, typer.Argument(help="Whose password is forgotten", show_default=False)],
) -> None:
    """Print a one-time code for a new password; the old one and the code of the telephone are worthless."""
    with _refusals(), writing(_database()) as session:
        account_id = account_named(session, username)
        code = passwords.issue_code(session, OPERATOR, account_id, datetime.now(UTC))
        if has_second_factor(session, account_id):
            second_factor.remove_second_factor(session, OPERATOR, account_id)
    typer.echo(as_groups(code))


@app.command(name="sweep-files")
def sweep() -> None:
    """Remove what a crash has left in the data folder: files and boxes without a row, ended ballots."""
    folder = settings().data_folder
    with _refusals(), reading(_database()) as session:
        now = datetime.now(UTC)
        number = sweep_files(session, folder, now) + discard_unknown(session, folder, now)
        destroy_left_over(session, folder)
    typer.echo(f"{number} removed")


@app.command()
def verify_trail(
    file: Annotated[
        Path | None, typer.Argument(help="An exported trail; without it, the database's", show_default=False)
    ] = None,
    anchor: Annotated[str, typer.Option(help="A head that was written down, number:hash")] = "",
) -> None:
    """Check that nobody has tampered with the trail, and print its head: 0 whole, 1 damaged, 2 not checked.

    Without a head that was written down elsewhere, an end that was cut off does not show.
    """
    with _refusals():
        anchors = [head_of(anchor)] if anchor else []
        if file:
            with _opened(file) as lines:
                verdict = verify(links_of(lines), anchors)
        else:
            with reading(_database()) as session:
                verdict = check_trail(session, anchors)
    typer.echo(str(verdict.head))
    if verdict.fault:
        typer.echo(f"entry {verdict.fault.number}: {verdict.fault.damage}", err=True)
        raise typer.Exit(DAMAGED)


@app.command()
def export_trail() -> None:
    """Print the whole trail, one entry a line as JSON, as verify-trail reads it again."""
    with _refusals(), reading(_database()) as session:
        for line in export_lines(session, OPERATOR):
            typer.echo(line)


@app.command(name="verify")
def verify_bundle(
    bundle: Annotated[Path, typer.Argument(help="A result bundle, as it was published", show_default=False)],
) -> None:
    """Count a secret vote again from its bundle, offline: 0 as published, 1 tampered with, 2 no bundle."""
    with _refusals():
        whole, lines = verdict_of_bundle(_content(bundle))
    typer.echo("\n".join(lines))
    if not whole:
        raise typer.Exit(DAMAGED)


def _database() -> Database:
    engine = engine_of(settings())
    prepare(engine)
    return engine


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        _refuse(f"{file}: {fault.strerror}")


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    try:
        with file.open(encoding="utf-8") as lines:
            yield lines
    except (OSError, UnicodeDecodeError) as fault:
        _refuse(f"{file}: {getattr(fault, 'strerror', 'not UTF-8')}")


@contextmanager
def _refusals() -> Iterator[None]:
    """Say a refusal on standard error, and end with exit code 2."""
    try:
        yield
    except YearFileRefused as refusal:
        _refuse(*map(str, refusal.faults))
    except DomainError as refusal:
        # They bring Streamlit, which no other path here needs.
        from pages.shared.plain import as_read
        from pages.shared.refusals import sentence_of

        _refuse(as_read(sentence_of(refusal)))


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(REFUSED)


def _show(result: Evaluation, as_json: bool, one_line: bool) -> None:
    mapping = as_mapping(result)
    if as_json:
        typer.echo(json.dumps(mapping, ensure_ascii=False, indent=None if one_line else 1))
        return
    typer.echo(f"{result.block} {result.year}")
    for line in mapping["standings"]:
        place = _place(line["rank"], line["tied"])
        typer.echo(
            f"{place}  {line['points']:>10} / {line['max']:<10} {line['percent']:>7} %  {line['unit']}"
        )
    for award, most in mapping["quotas"].items():
        typer.echo(f"{award}: {most}")
    for poll in mapping["polls"]:
        typer.echo(f"{poll['code']}: {poll['outcome']}")
        for option in poll["options"]:
            typer.echo(f"      {option['option']}: {option['votes']} ({option['outcome']})")


def _place(rank: int | None, tied: bool) -> str:
    return f"{'-' if rank is None else rank}{'=' if tied else ''}".rjust(4)


def _leader(line: LeaderLine) -> dict[str, object]:
    figures = {name: points_text(getattr(line, name)) for name in ("points", "max", "percent")}
    return asdict(line) | figures


if __name__ == "__main__":
    # A Windows console or a pipe may be set to a code page without Vietnamese letters
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    app()
