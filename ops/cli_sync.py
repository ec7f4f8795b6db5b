"""Commands that synchronise and explain."""

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from core.explain import SIDES
from core.files import FILE_TYPES
from core.mails import EMAIL
from core.objects import OBJECT_TYPES
from ops.environment import Refused, open_composition, show_table
from ops.mailbox_choice import mailbox_id, mailbox_option
from worker.composition import Composition
from worker.sync.report import RunReport

PHASES = {"reading exchange": "reading Outlook", "reading crm": "reading Salesforce"}
MANY = 40
KINDS = {**OBJECT_TYPES, EMAIL.name: EMAIL}
PLURALS = {one.name: one.plural.capitalize() for one in (*KINDS.values(), *FILE_TYPES.values())}


@click.command()
@mailbox_option
@click.option("--type", "type_name", type=click.Choice(list(KINDS)), help="one kind only")
@click.option("--dry-run", is_flag=True, help="say what would be done; write nothing")
@click.option("--force", is_flag=True, help="read everything again, and retry what was refused")
@click.option("--json", "as_json", is_flag=True, help="the report as one JSON object")
@click.option("--all", "everything", is_flag=True, help=f"list every record; else the first {MANY} of a longer list")
def sync(address: str, type_name: str | None, dry_run: bool, force: bool, as_json: bool, everything: bool) -> None:
    """Synchronise one mailbox now, in this process.

    Exit code 1 where a record or a whole kind was refused, or the run is held.
    """
    parts = open_composition()
    if type_name and not parts.is_enabled(mailbox_id(parts, address), KINDS[type_name]):
        plural, switch = KINDS[type_name].plural, "enabled" if type_name == "contact" else f"{type_name}.enabled"
        raise Refused(f"{address} does not synchronise {plural}: bothways mailbox change {address} --set {switch}=yes")
    wishes = {"types": [KINDS[type_name]] if type_name else None, "dry_run": dry_run, "force": force}
    report = _run(parts, mailbox_id(parts, address), wishes, quiet=as_json)
    content = report.to_json()
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        _show(content, dry_run=dry_run, limit=None if everything else MANY)
        _next(content, report, address, dry_run=dry_run)
    if report.held or report.stopped or any(operation["error"] for operation in content["operations"]):
        raise click.exceptions.Exit(1)


def _run(parts: Composition, box_id: str, wishes: dict[str, Any], *, quiet: bool) -> RunReport:
    from worker.jobs import run_and_note

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def told(phase: str, done: int, total: int | None) -> None:
            bar.update(task, description=PHASES.get(phase, phase), completed=done, total=total)

        return run_and_note(parts, box_id, progress=told, **wishes)


@click.command("why")
@mailbox_option
@click.argument("key")
def why_command(address: str, key: str) -> None:
    """Explain the state of one record, by its Outlook or Salesforce id, its e-mail address or its name."""
    from core.why_live import explained
    from worker.filing.left_out import left_out
    from worker.filing.why import of_mail
    from worker.sync.held import waiting

    if not key.strip():
        raise Refused("Name a record: its id on either side, its e-mail address or its name.")
    parts = open_composition()
    box_id = mailbox_id(parts, address)
    said = explained(
        parts,
        box_id,
        key.strip(),
        more=lambda *of: [*waiting(*of), *left_out(*of)],
        other=lambda item: of_mail(parts, box_id, item),
    )
    for line in said:
        click.echo(line)


def _show(content: dict[str, Any], *, dry_run: bool, limit: int | None) -> None:
    operations = content["operations"]
    several = len(content["types"]) > 1
    before = "would " if dry_run else ""
    rows = [(_what(o, several, before), o["name"], _why(o)) for o in operations]
    shown = rows if limit is None or not sys.stdout.isatty() else rows[:limit]
    if shown:
        show_table("Would be done" if dry_run else "Done", ["what", "record", "why"], shown)
    if len(shown) < len(rows):
        click.echo(f"… and {len(rows) - len(shown)} more; --all lists every one.")
    for name, counts in content["types"].items():
        if name in content.get("stopped", {}):
            click.echo(f"{PLURALS[name]}: {content['stopped'][name]}")
            continue
        words = [
            f"{count} {'conflict' if (word, count) == ('conflicts', 1) else word}"
            for word, count in counts.items()
            if count
        ]
        click.echo(f"{PLURALS[name]}: {', '.join(words) or 'nothing to do'}.")
    calls = ", ".join(
        f"{count} to {'Salesforce' if s == 'salesforce' else 'Exchange'}" for s, count in content["calls"].items()
    )
    click.echo(f"{content['seconds']:.1f} s; calls: {calls}; run {content['run']}.")


def _next(content: dict[str, Any], report: RunReport, address: str, *, dry_run: bool) -> None:
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
    if report.held:
        click.echo(f"Held: {report.held}")
        if not dry_run:
            click.echo(f"To let it pass: bothways approve --mailbox {address} {content['run']} --by YOUR_NAME")
    if any(operation["error"] for operation in content["operations"]) and not dry_run:
        click.echo(f"What waits for you: bothways issues --mailbox {address}")


def _why(operation: dict[str, Any]) -> str:
    """The sentence, without the name that stands beside it."""
    held = operation["outcome"] == "held"
    text = str(operation["reason"] if held else operation["error"] or operation["reason"])
    return text.removeprefix(f"{operation['name']} ").removeprefix(f"{operation['name']}: ")


def _what(operation: dict[str, Any], several: bool, before: str) -> str:
    kind = f" {operation['type']}" if several else ""
    outcome = {"failed": "refused: ", "held": "held: "}.get(operation["outcome"], before)
    return f"{outcome}{operation['action']}{kind} in {SIDES[operation['side']]}"
