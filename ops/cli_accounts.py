"""Commands for orgs and mailboxes."""

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import accounts
from core.choices import CHOICES, read_choice
from core.models.accounts import ACTIVE, SUSPENDED, Connection, Mailbox, Org
from ops.connections import connect, connection_options, own_salesforce
from ops.environment import open_composition, read_secret, show_table
from worker.sync.forget import forget, resync


@click.group()
def org() -> None:
    """Add, show, change and remove orgs and their connections."""


set_option = click.option("--set", "choices", multiple=True, metavar="NAME=VALUE", help="a choice; see --choices")


@org.command("add")
@click.argument("name")
@connection_options
@set_option
def org_add(name: str, choices: tuple[str, ...], **options: str | None) -> None:
    """Add an org with its connections.

    Secrets are read from files (or typed), never taken from the command line. Run `org change` with the other
    kind of --exchange for a company that has both.
    """
    parts = open_composition()
    with parts.database.session() as session:
        row = accounts.add_org(session, name, parts.now())
        connect(parts, session, row, options)
        _choose(row, choices)
    click.echo(f"Added {name}. Next: bothways mailbox add ADDRESS --org '{name}' --salesforce-user USERNAME")


@org.command("change")
@click.argument("name")
@connection_options
@set_option
@click.option("--choices", "show_choices", is_flag=True, help="list what --set takes")
def org_change(name: str, choices: tuple[str, ...], show_choices: bool, **options: str | None) -> None:
    """Change connections and choices of an org."""
    if show_choices:
        show_table("Choices", ["name", "meaning"], [(n, c.says) for n, c in CHOICES.items()])
        return
    parts = open_composition()
    with parts.database.session() as session:
        row = accounts.find_org(session, name)
        connect(parts, session, row, options)
        _choose(row, choices)
    click.echo(f"Changed {name}.")


@org.command("list")
def org_list() -> None:
    """List all orgs."""
    with open_composition().database.session() as session:
        rows = [
            (o.name, ", ".join(sorted(c.kind for c in o.connections)), len(o.mailboxes))
            for o in session.scalars(select(Org).order_by(Org.name))
        ]
    show_table("Orgs", ["name", "connections", "mailboxes"], rows)


@org.command("show")
@click.argument("name")
def org_show(name: str) -> None:
    """Show one org: connections (without secrets) and choices."""
    with open_composition().database.session() as session:
        row = accounts.find_org(session, name)
        connections = [(c.kind, _whose(session, c), _plain(c.config), c.problem or "ok") for c in row.connections]
        choices = sorted(row.policy.items())
    show_table(f"Connections of {name}", ["kind", "whose", "settings", "state"], connections)
    show_table("Choices (others have their defaults)", ["name", "value"], choices)


@org.command("remove")
@click.argument("name")
@click.confirmation_option(prompt="Remove the org with its credentials, links and history?")
def org_remove(name: str) -> None:
    """Remove an org from Bothways. Nothing is deleted in Outlook or Salesforce."""
    with open_composition().database.session() as session:
        session.delete(accounts.find_org(session, name))
    click.echo(f"Removed {name}.")


@click.group()
def mailbox() -> None:
    """Add, show, change and remove mailboxes."""


@mailbox.command("add")
@click.argument("address")
@click.option("--org", "org_name", required=True)
@click.option("--salesforce-user", required=True, help="username of the user this mailbox belongs to")
@click.option("--exchange", type=click.Choice(["graph", "ews"]), help="where an org has both")
@click.option("--salesforce-refresh-token-file", metavar="PATH", help="instead of the org's JWT key")
@set_option
def mailbox_add(
    address: str,
    org_name: str,
    salesforce_user: str,
    exchange: str | None,
    salesforce_refresh_token_file: str | None,
    choices: tuple[str, ...],
) -> None:
    """Pair a mailbox with its Salesforce user."""
    parts = open_composition()
    with parts.database.session() as session:
        row = accounts.find_org(session, org_name)
        box = accounts.add_mailbox(session, row, address, crm_user=salesforce_user, exchange=exchange, now=parts.now())
        _choose(box, choices)
        if salesforce_refresh_token_file:
            own_salesforce(parts, session, box, read_secret(salesforce_refresh_token_file, "the refresh token"))
    click.echo(f"Added {address}. Try: bothways sync --mailbox {address} --dry-run")


@mailbox.command("list")
def mailbox_list() -> None:
    """List all mailboxes and how they are."""
    with open_composition().database.session() as session:
        rows = [
            (m.address, m.org.name, m.exchange, m.crm_user, m.state, _moment(m.last_run_at), m.problem or "ok")
            for m in session.scalars(select(Mailbox).order_by(Mailbox.address))
        ]
    show_table("Mailboxes", ["address", "org", "exchange", "salesforce user", "state", "last run", "how it is"], rows)


@mailbox.command("show")
@click.argument("address")
def mailbox_show(address: str) -> None:
    """Show one mailbox with the choices in force."""
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        policy = accounts.policy_of(box, parts.settings.sync_minutes)
        own = set(box.policy)
        rows = [(n, getattr(policy, n), "own" if n in own else "org" if n in box.org.policy else "") for n in CHOICES]
        state = f"{box.state}, last run {_moment(box.last_run_at)}, next {_moment(box.due_at)}. {box.problem}"
    click.echo(f"{address}: {state}")
    show_table("Choices in force", ["name", "value", "set by"], rows)


@mailbox.command("change")
@click.argument("address")
@set_option
@click.option("--salesforce-user")
def mailbox_change(address: str, choices: tuple[str, ...], salesforce_user: str | None) -> None:
    """Change the choices of one mailbox."""
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        _choose(box, choices)
        if salesforce_user:
            box.crm_user = salesforce_user
        box.due_at = parts.now()
    click.echo(f"Changed {address}.")


@mailbox.command("suspend")
@click.argument("address")
def mailbox_suspend(address: str) -> None:
    """Pause: nothing is synchronised until `resume`; changes are caught up then."""
    _set_state(address, SUSPENDED)


@mailbox.command("resume")
@click.argument("address")
def mailbox_resume(address: str) -> None:
    """Go on after `suspend`, or after removed data."""
    _set_state(address, ACTIVE)


@mailbox.command("resync")
@click.argument("address")
def mailbox_resync(address: str) -> None:
    """Read everything again at the next run and compare; links stay, nothing is deleted because of it."""
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        box.due_at = parts.now()
        box_id = box.id
    resync(parts.database, box_id)
    click.echo(f"The next run of {address} reads everything again.")


@mailbox.command("forget")
@click.argument("address")
@click.confirmation_option(prompt="Remove the synchronised copies from Outlook, and stop?")
def mailbox_forget(address: str) -> None:
    """Remove the copies that came from Salesforce from Outlook, forget all links, and disable the mailbox.

    Salesforce is not touched; contacts that were made in Outlook stay there.
    """
    parts = open_composition()
    with parts.database.session() as session:
        box_id = accounts.find_mailbox(session, address).id
    report = forget(box_id, parts)
    click.echo(f"Removed {report.removed} of {report.found} copies; {address} is disabled.")


@mailbox.command("remove")
@click.argument("address")
@click.confirmation_option(prompt="Remove the mailbox with its links and history?")
def mailbox_remove(address: str) -> None:
    """Remove a mailbox from Bothways. Nothing is deleted in Outlook or Salesforce."""
    with open_composition().database.session() as session:
        session.delete(accounts.find_mailbox(session, address))
    click.echo(f"Removed {address}.")


def _set_state(address: str, state: str) -> None:
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        box.state, box.due_at = state, parts.now()
    click.echo(f"{address} is {state}.")


def _choose(row: Org | Mailbox, choices: tuple[str, ...]) -> None:
    # A new dict: SQLAlchemy does not see changes inside a JSON value.
    row.policy = {**(row.policy or {}), **dict(read_choice(text) for text in choices)}


def _whose(session: Session, connection: Connection) -> str:
    box = session.get(Mailbox, connection.mailbox_id) if connection.mailbox_id else None
    return box.address if box else "the org's"


def _plain(config: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(config.items()))


def _moment(moment: Any) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else "never"


COMMANDS = (org, mailbox)
