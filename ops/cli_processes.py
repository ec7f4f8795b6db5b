"""Commands that run processes, and the checks."""

import json
import os
import sys
from pathlib import Path

import click

from core.logs import configure_logs
from core.migrations import upgrade
from core.queue import open_queue
from core.settings import Settings, load_settings
from ops import checks, doctor, sandbox
from ops.environment import open_composition
from ops.processes import gunicorn, programs
from ops.supervise import Supervisor


@click.command()
def up() -> None:
    """Run everything on this machine, supervised: API, workers, schedule, and the embedded Valkey if needed."""
    parts = open_composition()
    chosen = parts.settings
    configure_logs(chosen.log_level)
    supervisor = Supervisor(programs(chosen))
    try:
        supervisor.start()
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Bothways runs. API http://{chosen.host}:{chosen.port}  state in {chosen.home}  Ctrl-C stops it")
    supervisor.run()
    supervisor.stop()


@click.command()
def serve() -> None:
    """Run the API alone."""
    chosen = open_composition().settings
    command = gunicorn(f"{chosen.host}:{chosen.port}")
    os.execv(command[0], command)  # noqa: S606


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
    from worker.schedule import run_schedule

    parts = open_composition()
    chosen = _with_queue(parts.settings)
    configure_logs(chosen.log_level)
    run_schedule(parts.database, open_queue(chosen.redis_url), parts.now)


@click.command()
def migrate() -> None:
    """Bring the database up to date."""
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
    folder = load_settings().home / "sandbox"
    with sandbox.run(seed=seed, folder=folder, port_base=port_base, tls=not plain) as running:
        if as_json:
            click.echo(json.dumps(running.describe(), ensure_ascii=False))
            sys.stdout.flush()
        else:
            sandbox.show(running)
        sandbox.wait_for_stop()


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
def doctor_command(as_json: bool) -> None:
    """Check configuration, connections, rights, clock and queue; say what to do about each."""
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
    raise click.exceptions.Exit(checks.run(Path.cwd(), list(arguments)))


def _with_queue(chosen: Settings) -> Settings:
    if not chosen.redis_url:
        raise click.ClickException("BOTHWAYS_REDIS_URL is missing; `bothways up` brings a queue of its own.")
    return chosen


COMMANDS = (up, serve, worker, schedule, migrate, sandbox_command, doctor_command, keys_rotate, test)
