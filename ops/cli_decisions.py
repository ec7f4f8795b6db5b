"""Commands for what people decide: open matters, conflicts, held plans, and undo."""

import sys

import click

from core.records import Side
from ops.environment import Refused, open_composition, show_blocks, show_table
from ops.mailbox_choice import mailbox_id, mailbox_option
from worker.sync import decide


@click.command("undo")
@click.argument("run")
@click.option("--dry-run", is_flag=True, help="say what would be put back; write nothing")
def undo_command(run: str, dry_run: bool) -> None:
    """Reverse a run: put back what it changed. Records that were changed since are left and named.

    RUN is the id that `sync` prints at its end.
    """
    from worker.sync import undo

    parts = open_composition()
    for line in undo.undo(run, parts, parts.open_files, dry_run=dry_run):
        click.echo(line)
    if dry_run:
        click.echo(f"Nothing was written. To do it: bothways undo {run}")


@click.command()
@mailbox_option
def issues(address: str) -> None:
    """List what needs a person: refused and ambiguous records, conflicts, held plans."""
    parts = open_composition()
    matters = decide.open_matters(parts.database, mailbox_id(parts, address))
    if not matters:
        click.echo(f"Nothing of {address} waits for a person.")
        return
    if not sys.stdout.isatty():
        show_table("", ["what", "record", "says", "to do"], [(m.what, m.record, m.says, m.to_do) for m in matters])
        return
    show_blocks([(f"{m.record} ({m.what})", [m.says, f"To do: {m.to_do}"]) for m in matters])


@click.command()
@mailbox_option
@click.argument("run")
@click.option("--by", required=True, metavar="NAME", help="your name, for the record")
def approve(address: str, run: str, by: str) -> None:
    """Let a held plan pass once, under your name: many deletions at once, or a list that shrank.

    RUN is the id that `issues` shows.
    """
    if not by.strip():
        raise Refused("--by must be a person's name.")
    parts = open_composition()
    decide.approve(parts.database, mailbox_id(parts, address), run, by=by, now=parts.now())
    click.echo(f"Approved by {by}. Carry it out now: bothways sync --mailbox {address}")


@click.command()
@mailbox_option
@click.argument("key")
@click.argument("winner", type=click.Choice([s.value for s in Side]))
@click.option("--field", help="one field only; default: all that are open")
def choose(address: str, key: str, winner: str, field: str | None) -> None:
    """Decide an open conflict of a record: whose value stays, exchange or crm.

    KEY is its id on either side, its e-mail address, or its name as `issues` shows it.
    """
    parts = open_composition()
    count = decide.choose(parts.database, mailbox_id(parts, address), key, Side(winner), field, parts.now())
    what = "1 field is" if count == 1 else f"{count} fields are"
    click.echo(f"{what} decided. Carry it out now: bothways sync --mailbox {address}")
