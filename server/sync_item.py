"""How the open item of Outlook, and the contacts of its people, stand: each record with its state and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.orm import Session

from core.accounts import AccountError
from core.errors import SyncError
from core.exchange.event_marks import Shown
from core.explain import SIDES, sentence
from core.mails import EMAIL
from core.models.accounts import Mailbox
from core.models.filing import FILED, HELD, FiledMailRow, FiledRow
from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, LinkRow, OperationRow
from core.objects import CONTACT, EVENT
from core.policy import LEFT_ALONE, Share
from core.reasons import Reason
from core.records import Key, LinkState, label
from core.secrets import SecretError
from core.shares import OPEN
from server.auth import Caller
from server.matters import conflict_told, issue_told
from server.parts import parts
from server.plain_rows import Rows
from server.problems import localized
from server.stores import Stores

LINKED, FILED_STATE, WAITING, ISSUE, CONFLICT, RESTS, NOT_SHARED, UNLINKED = (
    "linked",
    "filed",
    "waiting",
    "issue",
    "conflict",
    "suspended",
    "not_shared",
    "unlinked",
)
OCCURRENCE = "|"  # between a series' key and the start of one of its occurrences
MOST_RECORDS = 60


@dataclass(frozen=True, slots=True)
class Open:
    """The item of Outlook. event: what the calendar has under its id."""

    message_id: str | None = None
    event: Shown | None = None
    addresses: tuple[str, ...] = ()


def shown_event(caller: Caller, item_id: str) -> Shown | None:
    """None where the calendar does not have it, or does not answer."""
    try:
        return Stores(parts()).calendar(caller.own_mailbox()).shown(item_id)
    except (SyncError, AccountError, SecretError):
        return None


class ItemState:
    """Tells one item of one caller."""

    def __init__(self, session: Session, caller: Caller, rows: Rows) -> None:
        self._session, self._rows, self._caller = session, rows, caller
        self._mailbox_id = caller.own_mailbox()
        self._keys: set[Key] = set()
        self._links: list[LinkRow] = []

    def told(self, item: Open) -> dict[str, Any]:
        records = [*self._email(item.message_id), *self._event(item.event), *self._people(item.addresses)]
        issues = self._issues()
        conflicts = self._conflicts()
        return {
            "records": records[:MOST_RECORDS],
            "issues": [issue_told(self._session, one, self._rows) for one in issues],
            "conflicts": [conflict_told(one) for one in conflicts],
        }

    def _email(self, message_id: str | None) -> Iterable[dict[str, Any]]:
        if not message_id:
            return
        of_org = (FiledRow.org_id == self._caller.org_id) & (FiledRow.message_id == message_id)
        filed = self._session.scalars(select(FiledRow).where(of_org)).first()
        mine = FiledMailRow.mailbox_id == self._mailbox_id
        held = self._session.scalars(
            select(FiledMailRow).where(mine, FiledMailRow.filed_id == (filed.id if filed else 0))
        ).first()
        if held is not None:
            self._keys.add(held.key)
        if filed is not None and filed.state == FILED and held is not None and held.state == HELD:
            reason = Reason(filed.reason["code"], filed.reason.get("words", {}))
            text = f"{sentence(reason, EMAIL.name)} {filed.note}".strip()
            yield self._record(EMAIL.name, (filed.name, FILED_STATE, text), filed.crm_key, held.key, filed.changed_at)
        elif self._is_waiting(message_id):
            told = ("", WAITING, "This mail is on its way to Salesforce.")
            yield self._record(EMAIL.name, told, None, held.key if held else None, None)

    def _is_waiting(self, message_id: str) -> bool:
        mine = (ShareRow.mailbox_id == self._mailbox_id) & ShareRow.state.in_(OPEN)
        return self._session.scalar(select(ShareRow.id).where(mine, ShareRow.message_id == message_id)) is not None

    def _event(self, event: Shown | None) -> Iterable[dict[str, Any]]:
        if event is None:
            return
        self._keys.add(event.key)
        column = LinkRow.exchange_key
        named = or_(column == event.key, column.startswith(f"{event.key}{OCCURRENCE}", autoescape=True))
        mine = (LinkRow.mailbox_id == self._mailbox_id) & (LinkRow.type == EVENT.name)
        links = self._session.scalars(select(LinkRow).where(mine, named).order_by(column).limit(MOST_RECORDS)).all()
        if not links:
            yield self._record(EVENT.name, (event.name, NOT_SHARED, self._rule(event)), None, event.key, None)
        yield from (self._linked(one) for one in links)

    def _rule(self, event: Shown) -> str:
        policy = Stores(parts()).policy_of(self._mailbox_id, EVENT)
        if event.secret:
            return f"{event.name} is private, and private events stay in Outlook."
        if not event.in_window:
            back, ahead = policy.window_back_days, policy.window_ahead_days
            return f"{event.name} lies outside of the synchronised days: {back} days back and {ahead} days ahead."
        if event.marked:
            return f"{event.name} was not synchronised yet; the next run takes it."
        if policy.share is Share.ALL:
            return f"{event.name} has the category {LEFT_ALONE}, so it stays in Outlook."
        return f"{event.name} has not the category {policy.category}, so it stays in Outlook."

    def _people(self, addresses: tuple[str, ...]) -> Iterable[dict[str, Any]]:
        """Contacts of these addresses; a sieve by the database, then the real comparison. Whoever has none is told,
        too: why, only the outside systems know (`GET /sync/why`)."""
        wanted = {one.strip().lower() for one in addresses if "@" in one}
        if not wanted:
            return
        text = func.lower(cast(LinkRow.base, Text))
        mine = (LinkRow.mailbox_id == self._mailbox_id) & (LinkRow.type == CONTACT.name)
        linked: set[str] = set()
        sieve = or_(*(text.contains(one, autoescape=True) for one in sorted(wanted)))
        for link in self._session.scalars(select(LinkRow).where(mine, sieve).order_by(LinkRow.id).limit(MOST_RECORDS)):
            named = {str(v).lower() for n, v in link.base.items() if n.startswith("email_address") and v}
            if named & wanted:
                linked |= named
                yield self._linked(link)
        domain = self._session.get_one(Mailbox, self._mailbox_id).address.rpartition("@")[2]
        for address in sorted(one for one in wanted - linked if not one.endswith(f"@{domain}")):
            yield self._record(CONTACT.name, (address, UNLINKED, ""), None, address, None)

    def _linked(self, link: LinkRow) -> dict[str, Any]:
        self._links.append(link)
        self._keys |= {key for key in (link.exchange_key, link.crm_key) if key}
        name = label(link.base)
        told = (name, *self._standing(link, name))
        return self._record(link.type, told, link.crm_key, link.exchange_key or link.crm_key, self._last(link))

    def _standing(self, link: LinkRow, name: str) -> tuple[str, str]:
        """(state, sentence)"""
        mine = (IssueRow.mailbox_id == self._mailbox_id) & IssueRow.resolved_at.is_(None)
        of_record = (IssueRow.link_id == link.id) & (IssueRow.type == link.type)  # one of its files has its own
        issue = self._session.scalars(select(IssueRow).where(mine, of_record)).first()
        if issue is not None:
            return CONFLICT if issue.code == "conflict" else ISSUE, issue.message
        if link.state == LinkState.PARKED.value:
            return RESTS, f"{name} rests: {sentence(Reason(link.parked or 'parked', {'name': name}), link.type)}"
        return LINKED, f"{name} is kept in step with {SIDES['crm']}."

    def _last(self, link: LinkRow) -> datetime | None:
        mine = (OperationRow.link_id == link.id) & (OperationRow.mailbox_id == self._mailbox_id)
        return self._session.scalar(select(func.max(OperationRow.at)).where(mine))

    def _record(
        self, kind: str, told: tuple[str, str, str], crm_key: Key | None, key: Key | None, at: datetime | None
    ) -> dict[str, Any]:
        name, state, text = told
        return {
            "kind": kind,
            "name": name,
            "state": state,
            "sentence": localized(text),
            "crm": self._rows.row(crm_key, name),
            "last_at": at,
            "key": key,
        }

    def _issues(self) -> list[IssueRow]:
        mine = (IssueRow.mailbox_id == self._mailbox_id) & IssueRow.resolved_at.is_(None)
        about = or_(IssueRow.key.in_(self._keys), IssueRow.link_id.in_([one.id for one in self._links]))
        wanted = select(IssueRow).where(mine, about, IssueRow.ignored_at.is_(None))
        return list(self._session.scalars(wanted.order_by(IssueRow.id)))

    def _conflicts(self) -> list[ConflictRow]:
        mine = (ConflictRow.mailbox_id == self._mailbox_id) & ConflictRow.resolved_at.is_(None)
        about = ConflictRow.link_id.in_([one.id for one in self._links])
        return list(self._session.scalars(select(ConflictRow).where(mine, about).order_by(ConflictRow.id)))
