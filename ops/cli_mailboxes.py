"""Commands for mailboxes."""

import sys
from collections.abc import Mapping
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import accounts
from core.choices import CHOICES, filing_policy_from
from core.emails import FilingPolicy
from core.mails import EMAIL
from core.models.accounts import ACTIVE, DISABLED, SUSPENDED, Connection, Mailbox
from core.models.pane import Person
from core.objects import CONTACT, OBJECT_TYPES
from core.policy import Policy
from ops.cli_orgs import chosen_of, plain_value, set_option
from ops.connection_checks import salesforce_user as checked_user
from ops.environment import Refused, open_composition, read_secret, show_blocks, show_table
from worker.composition import Composition

token_option = click.option(
    "--salesforce-refresh-token-file", "token_file", metavar="PATH", help="the user's own, instead of the org's JWT key"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def mailbox() -> None:
    """Add, show, change and remove mailboxes."""


@mailbox.command("add")
@click.argument("address")
@click.option("--org", "org_name", required=True, help="name of the org it belongs to")
@click.option("--salesforce-user", "user", required=True, help="username of the user this mailbox belongs to")
@click.option("--exchange", type=click.Choice(["graph", "ews"]), help="where an org has both")
@token_option
@set_option
def mailbox_add(
    address: str, org_name: str, user: str, exchange: str | None, token_file: str | None, choices: tuple[str, ...]
) -> None:
    """Pair a mailbox with its Salesforce user."""
    user, chosen = checked_user(user), chosen_of(choices)
    token = _token(token_file)
    parts = open_composition()
    with parts.database.session() as session:
        row = accounts.find_org(session, org_name)
        box = accounts.add_mailbox(session, row, address, crm_user=user, exchange=exchange, now=parts.now())
        box.policy = chosen
        _sign_in(parts, session, box, token)
        address = box.address
    click.echo(f"Added {address}. Look at what the first run would do: bothways sync --mailbox {address} --dry-run")


@mailbox.command("list")
def mailbox_list() -> None:
    """List all mailboxes and how they are."""
    parts = open_composition()
    with parts.database.session() as session:
        rows = [
            (m.address, m.org.name, m.exchange, m.state, _ago(m.last_run_at, parts.now()), m.problem or "ok")
            for m in session.scalars(select(Mailbox).order_by(Mailbox.address))
        ]
    if not rows:
        click.echo("There is no mailbox yet. Add one: bothways mailbox add --help")
        return
    if not sys.stdout.isatty():
        show_table("", ["address", "org", "by", "state", "last run", "how it is"], rows)
        return
    show_table("Mailboxes", ["address", "by", "state", "last run"], [(a, *rest) for a, _, *rest, _ in rows])
    show_blocks([(address, [problem]) for address, *_, problem in rows if problem != "ok"])


@mailbox.command("show")
@click.argument("address")
def mailbox_show(address: str) -> None:
    """Show one mailbox with the choices in force."""
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        policies: dict[str, Policy | FilingPolicy] = {
            kind: accounts.policy_of(box, parts.settings.sync_minutes, kind) for kind in OBJECT_TYPES
        }
        policies[EMAIL.name] = filing_policy_from(box.org.policy, box.policy)
        layers = (("mailbox", box.policy), ("org", box.org.policy))
        rows = [(n, _in_force(policies, n), next((w for w, p in layers if n in p), "")) for n in CHOICES]
        due = f"next at {box.due_at:%Y-%m-%d %H:%M:%S} UTC" if box.state == ACTIVE else "no further run"
        lines = [
            f"{box.address} of {box.org.name}, by {box.exchange}, with Salesforce user {box.crm_user}",
            f"{box.state}; last run {_ago(box.last_run_at, parts.now())}, {due}",
            *([f"Problem: {box.problem}"] if box.problem else []),
        ]
    click.echo("\n".join(lines))
    show_table("Choices in force", ["name", "value", "set by"], rows)


def _in_force(policies: Mapping[str, Policy | FilingPolicy], choice: str) -> str:
    """The value of a choice by its full name: `folder` of contacts, `task.folder` of tasks."""
    kind, _, name = choice.rpartition(".")
    return plain_value(getattr(policies[kind or CONTACT.name], name))


@mailbox.command("change")
@click.argument("address")
@set_option
@click.option("--salesforce-user", "user", help="username of the user this mailbox belongs to")
@token_option
def mailbox_change(address: str, choices: tuple[str, ...], user: str | None, token_file: str | None) -> None:
    """Change the choices of one mailbox, its Salesforce user or that user's refresh token."""
    chosen, user = chosen_of(choices), checked_user(user) if user else None
    if not (chosen or user or token_file):
        raise Refused(f"Say what to change of {address}; `bothways mailbox change --help` lists what can be.")
    token = _token(token_file)
    parts = open_composition()
    with parts.database.session() as session:
        box = accounts.find_mailbox(session, address)
        # A new dict: SQLAlchemy does not see changes inside a JSON value.
        box.policy = {**box.policy, **chosen}
        box.crm_user = user or box.crm_user
        box.due_at = parts.now()
        if token:
            _sign_in(parts, session, box, token)
    click.echo(f"Changed {address}.")


@mailbox.command("suspend")
@click.argument("address")
def mailbox_suspend(address: str) -> None:
    """Pause: nothing is synchronised until `resume`; changes are caught up then."""
    _set_state(address, SUSPENDED)
    click.echo(f"{address} is suspended. Go on with: bothways mailbox resume {address}")


@mailbox.command("resume")
@click.argument("address")
def mailbox_resume(address: str) -> None:
    """Go on after `suspend` or `forget`."""
    _set_state(address, ACTIVE)
    click.echo(f"{address} is active; its next run is due now.")


@mailbox.command("resync")
@click.argument("address")
def mailbox_resync(address: str) -> None:
    """Read everything again at the next run and compare; links stay, nothing is deleted because of it."""
    from worker.sync.forget import resync

    parts = open_composition()
    with parts.database.session() as session:
        box_id = accounts.find_mailbox(session, address).id
    resync(parts.database, box_id, parts.now())
    with parts.database.session() as session:
        session.get_one(Mailbox, box_id).due_at = parts.now()
    click.echo(f"The next run of {address} reads everything again; or at once: bothways sync --mailbox {address}")


@mailbox.command("forget")
@click.argument("address")
@click.confirmation_option(prompt="Remove the synchronised copies from Outlook, and stop?")
def mailbox_forget(address: str) -> None:
    """Remove the copies that came from Salesforce from Outlook, forget all links, and disable the mailbox.

    Salesforce is not touched; contacts that were made in Outlook stay there.
    """
    from worker.sync.forget import forget

    parts = open_composition()
    with parts.database.session() as session:
        box_id = accounts.find_mailbox(session, address).id
    report = forget(box_id, parts)
    click.echo(f"Removed {report.removed} of {report.found} copies; {address} is disabled.")
    click.echo(f"Start anew with: bothways mailbox resume {address}")


@mailbox.command("unlink")
@click.argument("address")
@click.confirmation_option(prompt="Take the mailbox from the account that it belongs to in the pane?")
def mailbox_unlink(address: str) -> None:
    """Let a new account of the same person have the mailbox, which keeps its links.

    A Salesforce user connected in the pane is disconnected. Where the address is somebody else's now, use `remove`.
    """
    with open_composition().database.session() as session:
        box = accounts.find_mailbox(session, address)
        people = session.scalars(select(Person).where(Person.mailbox_id == box.id)).all()
        for person in people:
            person.mailbox_id = None
        for own in session.scalars(select(Connection).where(Connection.mailbox_id == box.id)):
            session.delete(own)
    click.echo(f"Unlinked {address} from {len(people)} account(s); whoever signs in with it next gets it.")


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
        if state == SUSPENDED and box.state == DISABLED:
            raise Refused(f"{address} is disabled already.")
        box.state, box.due_at = state, parts.now()


def _token(path: str | None) -> str:
    return read_secret(path, "--salesforce-refresh-token-file", "the refresh token") if path else ""


def _sign_in(parts: Composition, session: Session, box: Mailbox, token: str) -> None:
    """Keep the user's own refresh token; without one the org's JWT key must serve."""
    shared = next((c for c in box.org.connections if c.kind == "salesforce" and c.mailbox_id is None), None)
    if shared is None:
        raise Refused(f"{box.org.name} has no Salesforce connection; add it with: bothways org change")
    secret = accounts.secret_of(parts.keys, shared)
    if not token and "private_key" not in secret:
        raise Refused(
            f"{box.org.name} has no key to sign in for its users; give this user's token by"
            " --salesforce-refresh-token-file, or the key by: bothways org change … --salesforce-key-file"
        )
    if token:
        own = {"refresh_token": token} | {n: v for n, v in secret.items() if n == "client_secret"}
        accounts.put_connection(
            session, parts.keys, box.org, "salesforce", config=shared.config, secret=own, mailbox=box
        )


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    for size, word in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {word} ago"
    return "just now"
