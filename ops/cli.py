"""The `bothways` command. A command's module is imported when it is called, so that `--help` and short commands
answer at once."""

import os
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "demo": ("cli_demo:demo", "A small company to play with; --once plays a checked story."),
    "up": ("cli_processes:up", "Run everything on this machine, supervised."),
    "org": ("cli_orgs:org", "Companies, their connections and choices."),
    "mailbox": ("cli_mailboxes:mailbox", "Mailboxes, each paired with a Salesforce user."),
    "sync": ("cli_sync:sync", "Synchronise one mailbox now."),
    "why": ("cli_sync:why_command", "Explain the state of one record."),
    "issues": ("cli_decisions:issues", "List what needs a person."),
    "choose": ("cli_decisions:choose", "Decide an open conflict."),
    "approve": ("cli_decisions:approve", "Let a held plan pass, under your name."),
    "invite": ("cli_invite:invite", "Invite people to one event, because you wish so."),
    "undo": ("cli_decisions:undo_command", "Put back what a run changed."),
    "doctor": ("cli_processes:doctor_command", "Check the installation; say what to do."),
    "manifest": ("cli_manifest:manifest", "Print or check the manifest of the Outlook add-in."),
    "serve": ("cli_processes:serve", "Run the API alone."),
    "worker": ("cli_processes:worker", "Run one worker alone."),
    "schedule": ("cli_processes:schedule", "Run the schedule alone."),
    "migrate": ("cli_processes:migrate", "Bring the database up to date."),
    "keys-rotate": ("cli_processes:keys_rotate", "Encrypt the stored credentials with a new key."),
    "sandbox": ("cli_processes:sandbox_command", "Run the sandbox alone: Salesforce, Graph, EWS, Entra."),
    "test": ("cli_processes:test", "Run all checks and tests."),
}


class Commands(click.Group):
    """The commands of the table above, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"ops.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            known = ", ".join(COMMANDS)
            raise click.UsageError(f"There is no command {name!r}; there are: {known}.", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Keeps Outlook and Salesforce in step, both ways.

    New here? Run: ./bothways demo
    """


def main() -> None:
    """Run the command; what a person can mend is one sentence on standard error. Exit codes: 2 for a wrong call or
    setting, 1 for what went wrong outside, 130 for Ctrl-C."""
    try:
        # click returns the code of an early exit here instead of raising it.
        code: Any = cli.main(prog_name="bothways", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        # The reader (`head`) has gone; Python must not complain about the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        from ops.failures import explained

        known = explained(error)
        if known is None:
            raise
        text, code = known
        click.echo(f"bothways: {text}", err=True)
        sys.exit(code)


if __name__ == "__main__":
    main()
