"""The option by which commands are told the mailbox."""

import click

from core import accounts
from worker.composition import Composition

mailbox_option = click.option("--mailbox", "address", required=True, metavar="ADDRESS", help="which mailbox")


def mailbox_id(parts: Composition, address: str) -> str:
    """Raises AccountError."""
    with parts.database.session() as session:
        return accounts.find_mailbox(session, address).id
