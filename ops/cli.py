"""The `bothways` command."""

import sys

import click

from core.accounts import AccountError
from core.choices import ChoiceError
from core.errors import SyncError
from core.secrets import SecretError
from core.settings import SettingError
from ops import cli_accounts, cli_demo, cli_processes, cli_sync
from worker.lease import LeaseHeld
from worker.sync.decide import DecisionError

EXPECTED = (AccountError, ChoiceError, DecisionError, SecretError, SettingError)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Keeps Outlook and Salesforce in step, both ways.

    New here? Run: ./bothways demo
    """


for module in (cli_demo, cli_processes, cli_accounts, cli_sync):
    for command in module.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Run the command; what a person can mend is one sentence on standard error and exit code 2."""
    try:
        cli.main(prog_name="bothways", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except EXPECTED as error:
        click.echo(f"bothways: {error}", err=True)
        sys.exit(2)
    except LeaseHeld:
        click.echo("bothways: another run of this mailbox is under way; try again in a moment.", err=True)
        sys.exit(1)
    except SyncError as error:
        click.echo(f"bothways: {error.message}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
