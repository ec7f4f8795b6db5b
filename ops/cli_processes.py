"""Commands that run processes, and the checks."""

import json
import os
import sys
from pathlib import Path

import click

from core.logs import configure_logs
from core.settings import Settings, load_settings
from ops.environment import Refused, open_composition


@click.command()
def up() -> None:
    """Run everything on this machine, supervised: API, workers, schedule, and the embedded Valkey if needed."""
    from ops import browser_parts
    from ops.ports import check_free
    from ops.processes import bind, programs
    from ops.supervise import Supervisor

    chosen = open_composition().settings
    configure_logs(chosen.log_level)
    check_free(chosen.host, {"the API": chosen.port}, "Stop what uses it, or set BOTHWAYS_PORT.")
    browser_parts.ensure()
    try:
        with Supervisor(programs(chosen)) as supervisor:
            click.echo(f"Bothways runs: http://{bind(chosen)}/healthz. State is in {chosen.home}. Ctrl-C stops it.")
            supervisor.run()
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Stopped.")


@click.command()
def serve() -> None:
    """Run the API alone."""
    from ops import browser_parts
    from ops.ports import check_free
    from ops.processes import bind, gunicorn

    chosen = open_composition().settings
    check_free(chosen.host, {"the API": chosen.port}, "Stop what uses it, or set BOTHWAYS_PORT.")
    browser_parts.ensure()
    click.echo(f"The API runs: http://{bind(chosen)}/healthz. Ctrl-C stops it.")
    sys.stdout.flush()
    command = gunicorn(bind(chosen))
    os.execv(command[0], command)  # noqa: S606  (a fixed list, no shell)


@click.command()
def worker() -> None:
    """Run one worker alone; needs BOTHWAYS_REDIS_URL."""
    from worker.__main__ import run_worker

    chosen = _with_queue(open_composition().settings)
    configure_logs(chosen.log_level)
    run_worker(chosen)


@click.command()
def schedule() -> None:
    """Run the schedule alone; needs BOTHWAYS_REDIS_URL."""
    from core.queue import open_queues
    from worker.schedule import run_schedule

    parts = open_composition()
    chosen = _with_queue(parts.settings)
    configure_logs(chosen.log_level)
    run_schedule(parts.database, open_queues(chosen.redis_url), parts.now)


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
    from core.migrations import upgrade

    chosen = load_settings()
    chosen.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade(chosen.database_url)
    click.echo("The database is up to date.")


@click.command("sandbox")
@click.option("--seed", default="demo", help="demo, empty or large:N")
@click.option("--http", "plain", is_flag=True, help="plain HTTP instead of HTTPS")
@click.option("--port-base", type=click.IntRange(1024, 65000), default=8440, help="Salesforce +1, Microsoft +2")
@click.option("--json", "as_json", is_flag=True, help="addresses and credentials as one JSON line")
def sandbox_command(seed: str, plain: bool, port_base: int, as_json: bool) -> None:
    """Run the sandbox alone: Salesforce, Graph, EWS and Entra on this machine."""
    from ops import sandbox

    folder = load_settings().home / "sandbox"
    with sandbox.run(seed=seed, folder=folder, port_base=port_base, tls=not plain) as running:
        if as_json:
            click.echo(json.dumps(running.describe(), ensure_ascii=False))
            sys.stdout.flush()
        else:
            sandbox.show(running)
            click.echo("The JWT private key is in the output of --json. Ctrl-C stops the sandbox.")
            sys.stdout.flush()
        sandbox.wait_for_stop()


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="the findings as one JSON list")
def doctor_command(as_json: bool) -> None:
    """Check configuration, connections, rights, clock and queue; say what to do about each."""
    from ops import doctor

    findings = doctor.examine()
    if as_json:
        click.echo(json.dumps([f.to_json() for f in findings], ensure_ascii=False))
    else:
        doctor.show(findings)
    if any(not f.ok for f in findings):
        raise click.exceptions.Exit(1)


@click.command("keys-rotate")
def keys_rotate() -> None:
    """Make a new encryption key and encrypt all credentials with it; the old keys stay readable."""
    from core.accounts import reseal_all

    parts = open_composition()
    renewed = parts.keys.rotated()
    # The ring first: were it written last, a crash would leave credentials that nothing opens.
    renewed.save(parts.settings.key_file)
    with parts.database.session() as session:
        count = reseal_all(session, parts.keys, renewed)
    click.echo(f"{count} credentials are encrypted with key {renewed.current}.")


@click.command("test", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Format, lint, types, import contracts and tests; with pytest arguments: only those tests."""
    from ops import checks

    raise click.exceptions.Exit(checks.run(Path.cwd(), list(arguments)))


def _with_queue(chosen: Settings) -> Settings:
    if not chosen.redis_url:
        raise Refused("BOTHWAYS_REDIS_URL is missing; `bothways up` brings a queue of its own.")
    return chosen
