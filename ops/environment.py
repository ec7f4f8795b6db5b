"""What commands share: settings, a migrated database, secrets from files, and one way to print tables."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from core.migrations import is_current, upgrade
from core.settings import Settings, load_settings
from worker.composition import Composition, compose

MAX_SECRET_BYTES = 64 * 1024


def settings() -> Settings:
    return load_settings()


def open_composition() -> Composition:
    """The parts for a command in this process. The embedded SQLite database is migrated on the way; a database
    server is migrated by `bothways migrate` only."""
    chosen = load_settings()
    parts = compose(chosen)
    if not is_current(parts.database):
        if not chosen.database_url.startswith("sqlite"):
            raise click.ClickException("The database is not up to date; run: bothways migrate")
        upgrade(chosen.database_url)
    return parts


def read_secret(path: str | None, prompt: str) -> str:
    """A secret from a file (`-`: standard input), or typed without echo. Never taken from the command line."""
    if path is None:
        if not sys.stdin.isatty():
            raise click.UsageError(f"Give {prompt} as a file, or run this on a terminal to type it.")
        return str(click.prompt(prompt, hide_input=True)).strip()
    try:
        data = sys.stdin.buffer.read(MAX_SECRET_BYTES) if path == "-" else Path(path).read_bytes()[:MAX_SECRET_BYTES]
        text = data.decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"Cannot read {prompt} from {path}: {type(error).__name__}.") from None
    if not text:
        raise click.UsageError(f"{path} is empty; it should hold {prompt}.")
    return text


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console().print(table)
