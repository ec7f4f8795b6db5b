"""One company with its mailboxes, as the command line leads it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ops.cli import Commands
from tests.ops.outside import Outlook, Salesforce


@dataclass
class Office:
    """One company with its commands. anna: on Graph; jerome: on EWS. first: the plan and the report of the first run,
    by address. Tests may come in any order and in several processes, each with an office of its own."""

    run: Commands
    told: dict[str, Any]
    files: Path
    anna: str
    jerome: str
    added: set[str] = field(default_factory=set)
    first: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)

    def add(self) -> None:
        """Both mailboxes, where they are missing."""
        own = ("--salesforce-refresh-token-file", str(self.files / "token"))
        for address, options in ((self.anna, ("--exchange", "graph")), (self.jerome, ("--exchange", "ews", *own))):
            if address not in self.added:
                self.added.add(address)
                whose = ("--org", "Brightwater Ltd", "--salesforce-user", address)
                self.run("mailbox", "add", address, *whose, *options)

    def ready(self, who: str) -> str:
        """The address, synchronised once at least."""
        address: str = getattr(self, who)
        self.add()
        if address not in self.first:
            self.first[address] = (self.run.sync(address, "--dry-run"), self.run.sync(address))
        return address

    def removed(self, address: str) -> None:
        self.added.discard(address)
        self.first.pop(address)

    def outlook(self, address: str) -> Outlook:
        return Outlook(self.told, address)

    def salesforce(self, address: str) -> Salesforce:
        return Salesforce(self.told, address)
