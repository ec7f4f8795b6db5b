"""`bothways demo`."""

import json
import time

import click
from rich.console import Console

from ops import browser_parts, sandbox
from ops.demo import Demo, run_demo
from ops.news import News
from ops.ports import check_free
from ops.story import Step, play


@click.command()
@click.option("--once", is_flag=True, help="play the guided story, check each step, stop")
@click.option("--json", "as_json", is_flag=True, help="with --once: the result as one JSON object")
@click.option("--port-base", type=click.IntRange(1024, 65000), default=8400, help="API; +41 Salesforce, +42 Microsoft")
def demo(once: bool, as_json: bool, port_base: int) -> None:
    """Run a small company on embedded parts: no account needed anywhere."""
    started = time.monotonic()
    ports = {"The API": port_base, "Salesforce": port_base + 41, "Microsoft": port_base + 42}
    check_free("127.0.0.1", ports, "Stop what uses it, or choose other ports by --port-base.")
    browser_parts.ensure()
    try:
        with run_demo(port_base, sync_minutes=1440 if once else 1) as (running, supervisor):
            if not once:
                _welcome(running)
                supervisor.run(News(running.parts))
                click.echo("Stopping …")
                return
            steps = list(_told(running, quiet=as_json))
            urls = running.urls()
    except (RuntimeError, OSError) as error:
        raise click.ClickException(f"The demo did not start: {error}") from error
    ok, seconds = all(step.ok for step in steps), time.monotonic() - started
    if as_json:
        content = {"ok": ok, "seconds": round(seconds, 1), "urls": urls, "steps": [s.to_json() for s in steps]}
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        click.echo(f"{sum(s.ok for s in steps)} of {len(steps)} steps held, {seconds:.1f} s in all.")
    if not ok:
        raise click.exceptions.Exit(1)


def _told(running: Demo, *, quiet: bool) -> list[Step]:
    console = Console(highlight=False)
    steps = []
    for step in play(running):
        steps.append(step)
        if not quiet:
            mark = "[green]ok [/green]" if step.ok else "[red]BAD[/red]"
            line = f"{mark} [bold]{step.name}[/bold]  {step.detail}  [dim]{step.seconds:.1f} s[/dim]"
            console.print(line, soft_wrap=True)
    return steps


def _welcome(running: Demo) -> None:
    """What programs need first, what people need last: that is what the terminal shows then."""
    console = Console(highlight=False, soft_wrap=True)
    sandbox.show(running.sandbox)
    console.print(f"[bold]Bothways[/bold]     {running.urls()['api']}/healthz   API {running.urls()['api']}/docs\n")
    console.print(
        "[bold]Bothways runs, with a company to play with.[/bold] Both sides are brought in step every minute."
    )
    console.print("Everything here is made up and ends with this program. Open in a browser:\n")
    _show_desks(console, running)
    _suggest(console, running)
    console.print("Ctrl-C stops everything. What the background runs do:")


def _show_desks(console: Console, running: Demo) -> None:
    """Where a browser finds both sides of each user."""
    passwords = {person.address: person.password for person in running.sandbox.company.users}
    for desk in running.desks:
        where = "Microsoft 365" if desk.exchange == "graph" else "the company's own Exchange Server"
        console.print(f"[bold]{desk.address}[/bold] ({where})")
        console.print(f"  Outlook      {running.outlook_url(desk)}")
        console.print(f"  Salesforce   {running.urls()['salesforce']}/   password {passwords[desk.address]}\n")


def _suggest(console: Console, running: Demo) -> None:
    settings, (first, _) = running.parts.settings, running.desks
    console.print("[bold]Try this[/bold]")
    console.print("  1. Open the first Outlook, choose a message, and press Bothways above it: who is this?")
    console.print("     “Supplier for two marinas” is from somebody new.")
    console.print("  2. Press Share this e-mail; then open the contact from the pane in Salesforce, beside Outlook.")
    console.print("  3. Change a phone number in Salesforce; a minute later it is in Outlook's People; or at once, by")
    console.print("     Sync now in the pane's Settings.")
    console.print("  4. Open the second Outlook: the pane asks whose mailbox it is, and puts a code into the Inbox.")
    console.print("  5. The commands work here, too:")
    console.print(f"     BOTHWAYS_HOME={settings.home} BOTHWAYS_CA_FILE={settings.ca_file} \\")
    console.print(f'     ./bothways why --mailbox {first.address} "name of a contact"\n')
