"""The command that invites people to an event: the only one that sends anything to anybody."""

import sys

import click

from core.records import Side
from core.why_live import long_id
from ops.environment import Refused, open_composition
from ops.mailbox_choice import mailbox_id, mailbox_option
from worker.invitation import Asked, Found, look
from worker.inviting import invite as send


@click.command()
@mailbox_option
@click.argument("event")
@click.option("--who", multiple=True, metavar="ADDRESS", help="whom to invite; may be given several times")
@click.option("--missing", is_flag=True, help="everybody whom the Salesforce event invites and Outlook does not")
@click.option("--by", metavar="NAME", help="whose wish it is, for the record; default: the mailbox's owner")
@click.option("--yes", is_flag=True, help="do not ask")
@click.option("--dry-run", is_flag=True, help="say who would get it; send nothing")
def invite(address: str, event: str, who: tuple[str, ...], missing: bool, by: str | None, **how: bool) -> None:
    """Invite people to one event of the mailbox's own calendar. Exactly these get exactly one invitation each.

    EVENT is its Salesforce or Outlook id, or its subject. Who was invited before is not invited again.
    """
    if not event.strip() or not (who or missing):
        raise Refused("Name an event and whom to invite: --who ADDRESS, or --missing.")
    parts = open_composition()
    box_id = mailbox_id(parts, address)
    asked = Asked(long_id(event.strip()), who, missing, (by or "").strip() or address)
    found = look(box_id, parts, asked)
    _tell(found)
    if how["dry_run"]:
        click.echo("This was a dry run: nothing was sent.")
        return
    if found.people and not how["yes"]:
        if not sys.stdin.isatty():
            raise Refused("Nobody is here to confirm; add --yes to send the invitations.")
        click.confirm("Send it?", abort=True)
    send(box_id, parts, found)
    if found.people:
        click.echo(f"Sent. To see it later: bothways why --mailbox {address} {found.keys[Side.EXCHANGE]}")


def _tell(found: Found) -> None:
    for one in found.already:
        click.echo(f"{one} was invited before and hears nothing.")
    for one in found.entered:
        click.echo(f"{one} has it in the calendar already, from Salesforce; to invite all the same: --who {one}")
    if not found.people:
        click.echo(f"Nobody is left to be invited to {found.name}.")
        return
    click.echo(f"An invitation to {found.name} goes to:")
    for one in found.people:
        click.echo(f"  {one}")
