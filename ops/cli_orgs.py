"""Commands for orgs: their connections and choices."""

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import accounts
from core.choices import CHOICES, FIXED, fixed_in, read_choice
from core.models.accounts import Connection, Mailbox, Org
from ops.connections import Access, connection_options, described
from ops.enrolment import enrol, enrolment_options
from ops.environment import Refused, open_composition, show_blocks, show_table
from worker.composition import Composition

KINDS = {"graph": "Microsoft 365", "ews": "Exchange Server", "salesforce": "Salesforce"}

set_option = click.option(
    "--set", "choices", multiple=True, metavar="NAME=VALUE", help="a choice; `org change NAME --choices` lists them"
)

LISTS = "list what --set takes, and stop"


def _list_choices(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        show_table("Choices", ["name", "meaning"], [(n, c.says) for n, c in CHOICES.items()])
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def org() -> None:
    """Add, show, change and remove orgs: companies with their connections and choices."""


@org.command("add")
@click.argument("name")
@connection_options
@enrolment_options
@set_option
def org_add(name: str, choices: tuple[str, ...], **options: Any) -> None:
    """Add an org with its connections: one Exchange and Salesforce.

    Secrets are read from files (- is standard input) or typed, never taken from the command line. Run `org change`
    with the other kind of --exchange for a company that has both.
    """
    name = _org_name(name)
    if not options["exchange"] or not options["salesforce_client_id"]:
        raise Refused(
            "An org needs both sides: --exchange graph or ews, and --salesforce-client-id, with their options."
        )
    chosen = chosen_of(choices)
    parts = open_composition()
    found = described(options, {})
    with parts.database.session() as session:
        row = accounts.add_org(session, name, parts.now())
        _put(parts, session, row, found)
        enrol(session, row, options, found)
        row.policy = chosen
    token = " --salesforce-refresh-token-file PATH" if "private_key" not in found["salesforce"].secret else ""
    click.echo(f"Added {name}. Next, for each mailbox:")
    click.echo(f"  bothways mailbox add ADDRESS --org '{name}' --salesforce-user USERNAME{token}")


@org.command("change")
@click.argument("name")
@connection_options
@enrolment_options
@set_option
@click.option(
    "--choices", "listing", is_flag=True, is_eager=True, expose_value=False, callback=_list_choices, help=LISTS
)
@click.option("--fix", multiple=True, metavar="NAME", help="users cannot change this choice; repeat for more")
@click.option("--free", multiple=True, metavar="NAME", help="users can change it again")
def org_change(
    name: str, choices: tuple[str, ...], fix: tuple[str, ...], free: tuple[str, ...], **options: Any
) -> None:
    """Add or change connections, and change choices. What is not named stays as it is."""
    chosen = chosen_of(choices)
    parts = open_composition()
    with parts.database.session() as session:
        row = accounts.find_org(session, name)
        known = {
            c.kind: Access(c.config, accounts.secret_of(parts.keys, c)) for c in row.connections if not c.mailbox_id
        }
    found = described(options, known)
    if not (found or chosen or fix or free or options["sign_in_tenant"] or options["metadata_urls"]):
        raise Refused(f"Say what to change of {name}; `bothways org change --help` lists what can be.")
    with parts.database.session() as session:
        row = accounts.find_org(session, name)
        _put(parts, session, row, found)
        enrolled = enrol(session, row, options, found)
        row.policy = _fixed({**row.policy, **chosen}, fix, free)
        for own in row.connections:
            if own.mailbox_id and own.kind in found:
                own.config = found[own.kind].config
        for box in row.mailboxes:
            box.due_at = parts.now()
    said = [*(f"fixed {one}" for one in fix), *(f"freed {one}" for one in free)]
    what = [*(f"the connection to {KINDS[kind]}" for kind in found), *enrolled, *chosen, *said]
    click.echo(f"Changed {name}: {', '.join(what)}.")


def _fixed(policy: dict[str, Any], fix: tuple[str, ...], free: tuple[str, ...]) -> dict[str, Any]:
    """With these choices taken from the org's users, and those given back."""
    unknown = sorted({*fix, *free} - CHOICES.keys())
    if unknown:
        raise Refused(f"{unknown[0]!r} is no choice; `bothways org change NAME --choices` lists them.")
    names = sorted((fixed_in(policy) | set(fix)) - set(free))
    others = {name: value for name, value in policy.items() if name != FIXED}
    return {**others, FIXED: names} if names else others


@org.command("list")
def org_list() -> None:
    """List all orgs."""
    with open_composition().database.session() as session:
        rows = [
            (o.name, ", ".join(sorted({c.kind for c in o.connections})), len(o.mailboxes))
            for o in session.scalars(select(Org).order_by(Org.name))
        ]
    if not rows:
        click.echo("There is no org yet. Add one: bothways org add --help")
        return
    show_table("Orgs", ["name", "connections", "mailboxes"], rows)


@org.command("show")
@click.argument("name")
def org_show(name: str) -> None:
    """Show one org: connections (never their secrets) and choices."""
    with open_composition().database.session() as session:
        row = accounts.find_org(session, name)
        connections = [
            (KINDS[c.kind], _whose(session, c), _plain(c.config), c.problem or "ok") for c in row.connections
        ]
        choices = [(n, plain_value(v)) for n, v in sorted(row.policy.items()) if n != FIXED]
        choices += [(n, "fixed for all users") for n in sorted(fixed_in(row.policy))]
        enrolled = [f"tenant: {row.entra_tenant}"] if row.entra_tenant else []
        enrolled += [f"metadata url: {url}" for url in row.metadata_urls]
    show_blocks([(f"{kind}, {whose}: {state}", settings) for kind, whose, settings, state in connections])
    show_blocks([("Signing in to the task pane", enrolled or ["nobody: no tenant and no metadata url is set"])])
    if choices:
        show_table("Choices; the others have their defaults", ["name", "value"], choices)
    else:
        click.echo("All choices have their defaults.")


@org.command("remove")
@click.argument("name")
@click.confirmation_option(prompt="Remove the org with its mailboxes, credentials, links and history?")
def org_remove(name: str) -> None:
    """Remove an org from Bothways. Nothing is deleted in Outlook or Salesforce."""
    with open_composition().database.session() as session:
        session.delete(accounts.find_org(session, name))
    click.echo(f"Removed {name}.")


def chosen_of(choices: tuple[str, ...]) -> dict[str, Any]:
    """Raises ChoiceError."""
    return dict(read_choice(text) for text in choices)


def plain_value(value: Any) -> str:
    """A stored choice as `--set` takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, list | tuple):
        return "; ".join("+".join(one) if isinstance(one, list | tuple) else str(one) for one in value) or "none"
    return "default" if value is None else str(value)


def _put(parts: Composition, session: Session, row: Org, found: dict[str, Access]) -> None:
    for kind, access in found.items():
        accounts.put_connection(session, parts.keys, row, kind, config=access.config, secret=access.secret)


def _org_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= Org.name.type.length or not name.isprintable():
        raise Refused(f"A name has 1 to {Org.name.type.length} printable characters.")
    return name


def _whose(session: Session, connection: Connection) -> str:
    box = session.get(Mailbox, connection.mailbox_id) if connection.mailbox_id else None
    return box.address if box else "the org's"


def _plain(config: dict[str, Any]) -> list[str]:
    return [f"{name.replace('_', ' ')}: {value}" for name, value in sorted(config.items())]
