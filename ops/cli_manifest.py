"""`bothways manifest`."""

import json
import os
from pathlib import Path

import click

from core.settings import load_settings
from ops.environment import CALLED_FROM, Refused


@click.command()
@click.option("--check", is_flag=True, help="check it instead of printing it; exit code 1 where something is wrong")
@click.option("--output", type=click.Path(dir_okay=False), help="write it to this file")
@click.option("--json", "as_json", is_flag=True, help="with --check: the findings as one JSON list")
def manifest(check: bool, output: str | None, as_json: bool) -> None:
    """Print the manifest of the Outlook add-in for this deployment (BOTHWAYS_PUBLIC_URL), or check it."""
    from server.manifest import render

    settings = load_settings()
    text = render(settings)
    if check:
        from ops.doctor import show
        from ops.manifest.check import examine, served

        findings = [*examine(text, settings), served(text, settings)]
        if as_json:
            click.echo(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False))
        else:
            show(findings)
        if not all(finding.ok for finding in findings):
            raise click.exceptions.Exit(1)
    elif output:
        _write(Path(os.environ.get(CALLED_FROM, ""), Path(output).expanduser()), text)
    else:
        click.echo(text, nl=False)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"Cannot write {path}: {error.strerror}.") from None
    click.echo(f"The manifest is in {path}.")
