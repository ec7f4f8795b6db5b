"""What commands share: settings, a migrated database, secrets from files, and one way to print tables."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from core.settings import load_settings

if TYPE_CHECKING:
    from worker.composition import Composition

MAX_SECRET_BYTES = 64 * 1024
# The launcher changes the folder, and leaves here where it was called (npm's name for the same).
CALLED_FROM = "INIT_CWD"


class Refused(click.ClickException):
    """A wrong call, in one sentence."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"bothways: {self.message}", err=True)


def open_composition() -> "Composition":
    """The parts for a command in this process. The embedded SQLite database is migrated on the way; a database
    server is migrated by `bothways migrate` only."""
    from core.logs import configure_logs
    from core.migrations import is_current, upgrade
    from worker.composition import compose

    chosen = load_settings()
    # A command's answer is its log; processes configure theirs anew.
    configure_logs("debug" if chosen.log_level == "debug" else "error")
    try:
        parts = compose(chosen)
    except ValueError as error:
        raise Refused(str(error)) from None
    if not is_current(parts.database):
        if not chosen.database_url.startswith("sqlite"):
            raise Refused("The database is not up to date; run: bothways migrate")
        upgrade(chosen.database_url)
    return parts


def read_secret(path: str | None, option: str, what: str) -> str:
    """A secret from a file (`-`: standard input), or typed without echo. Never taken from the command line."""
    if path is None:
        if not sys.stdin.isatty():
            raise Refused(f"Give {what} by {option} PATH (or -, to read it from a pipe).")
        return str(click.prompt(what[0].upper() + what[1:], hide_input=True)).strip()
    try:
        data = sys.stdin.buffer.read(MAX_SECRET_BYTES + 1) if path == "-" else _file(path)
        text = data.decode().strip()
    except OSError as error:
        raise Refused(f"Cannot read {what} from {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not a text file; it should hold {what}.") from None
    if not text or len(data) > MAX_SECRET_BYTES:
        how = "too large" if text else "empty"
        raise Refused(f"{'Standard input' if path == '-' else path} is {how}; it should hold {what}.")
    return text


def _file(path: str) -> bytes:
    place = Path(os.environ.get(CALLED_FROM, ""), Path(path).expanduser())
    with place.open("rb") as file:
        return file.read(MAX_SECRET_BYTES + 1)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on a terminal; tab-separated lines in a pipe, where `cut` and `grep` want whole ones."""
    if not sys.stdout.isatty():
        for line in [columns, *rows]:
            click.echo("\t".join(" ".join(str(cell).split()) for cell in line))
        return
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)


def show_blocks(rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """A heading with lines below it, whole, so that a command in one can be copied."""
    for heading, lines in rows:
        click.secho(heading, bold=True)
        for line in lines:
            click.echo(f"  {line}")
