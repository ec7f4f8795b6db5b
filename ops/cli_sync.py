"""Commands that synchronise, explain and reverse."""

import json
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from core import accounts
from core.objects import OBJECT_TYPES
from core.records import Side
from ops.environment import open_composition, show_table
from worker.composition import Composition
from worker.jobs import run_and_note
from worker.sync import decide, undo, why

SIDES = {"exchange": "Outlook", "crm": "Salesforce"}
mailbox_option = click.option("--mailbox", "address", required=True, help="address of the mailbox")


@click.command()
@mailbox_option
@click.option("--type", "type_name", type=click.Choice(list(OBJECT_TYPES)), help="one kind only")
@click.option("--dry-run", is_flag=True, help="say what would be done; write nothing")
@click.option("--force", is_flag=True, help="read everything again, and retry what was refused")
@click.option("--json", "as_json", is_flag=True, help="the report as one JSON object")
def sync(address: str, type_name: str | None, dry_run: bool, force: bool, as_json: bool) -> None:
    """Synchronise one mailbox now, in this process."""
    parts = open_composition()
    box_id = _mailbox_id(parts, address)
    types = [OBJECT_TYPES[type_name]] if type_name else None
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), disable=as_json, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        report = run_and_note(
            parts,
            box_id,
            types=types,
            dry_run=dry_run,
            force=force,
            progress=lambda phase, done, total: bar.update(task, description=phase, completed=done, total=total),
        )
    content = report.to_json()
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        _show(content, dry_run)
    if any(operation["error"] for operation in content["operations"]):
        raise click.exceptions.Exit(1)


@click.command("why")
@mailbox_option
@click.argument("key")
def why_command(address: str, key: str) -> None:
    """Explain the state of one record, by its Outlook or Salesforce id (or by e-mail or name)."""
    parts = open_composition()
    for line in why.why(parts.database, _mailbox_id(parts, address), key):
        click.echo(line)


@click.command("undo")
@click.argument("run")
@click.option("--dry-run", is_flag=True, help="say what would be put back")
def undo_command(run: str, dry_run: bool) -> None:
    """Reverse a run: put back what it changed. Records that were changed since are left and named."""
    parts = open_composition()
    for line in undo.undo(run, parts, dry_run=dry_run):
        click.echo(line)


@click.command()
@mailbox_option
def issues(address: str) -> None:
    """List what needs a person: refused and ambiguous records, conflicts, held plans."""
    parts = open_composition()
    rows = decide.open_matters(parts.database, _mailbox_id(parts, address))
    show_table(f"Open matters of {address}", ["what", "record", "says", "to do"], rows)


@click.command()
@mailbox_option
@click.argument("run")
@click.option("--by", required=True, help="your name, for the record")
def approve(address: str, run: str, by: str) -> None:
    """Let a held plan pass (many deletions at once, or a list that shrank), once, under your name."""
    parts = open_composition()
    decide.approve(parts.database, _mailbox_id(parts, address), run, by=by, now=parts.now())
    click.echo(f"Approved by {by}. Run: bothways sync --mailbox {address}")


@click.command()
@mailbox_option
@click.argument("key")
@click.argument("winner", type=click.Choice([s.value for s in Side]))
@click.option("--field", help="one field only; default: all that are open")
def choose(address: str, key: str, winner: str, field: str | None) -> None:
    """Decide an open conflict of a record (policy winner=ask): exchange or crm."""
    parts = open_composition()
    count = decide.choose(parts.database, _mailbox_id(parts, address), key, Side(winner), field, parts.now())
    click.echo(f"{count} decided. Run: bothways sync --mailbox {address}")


def _mailbox_id(parts: Composition, address: str) -> str:
    with parts.database.session() as session:
        return accounts.find_mailbox(session, address).id


def _show(content: dict[str, Any], dry_run: bool) -> None:
    rows = [
        (o["type"], o["action"], SIDES.get(o["side"], o["side"]), o["name"], ", ".join(o["fields"]), _said(o))
        for o in content["operations"]
    ]
    if rows:
        title = "Would be done" if dry_run else "Done"
        show_table(title, ["kind", "what", "where", "record", "fields", "why"], rows)
    for name, counts in content["types"].items():
        words = [f"{count} {word}" for word, count in counts.items() if count]
        click.echo(f"{name}: {', '.join(words) or 'nothing to do'}")
    calls = ", ".join(f"{count} to {SIDES.get(side, side.capitalize())}" for side, count in content["calls"].items())
    click.echo(f"{content['seconds']:.1f} s, calls: {calls}. Run {content['run']}")


def _said(operation: dict[str, Any]) -> str:
    return str(operation["error"] or operation["reason"])


COMMANDS = (sync, why_command, undo_command, issues, approve, choose)
