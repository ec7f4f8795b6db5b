"""Emails of Salesforce as an EmailStore (core.emails), acting as one user.

One record for each Message-ID: the caller asks `known` first; where two file the same email in the same moment all the
same, each looks once more after creating, and the record that was created first stays (at the same moment the smaller
id), whoever made another deletes it. Where the org has the unique field `Bothways_Message__c`, Salesforce refuses the
second at once, and names the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import Any, TypeAlias

from core.emails import FiledEmail, FileInfo, FileOutcome, Person, PersonKind
from core.errors import Rejected, SyncError, Unauthorized
from core.records import Key
from core.salesforce import email_files
from core.salesforce.catalog import unique_field
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import (
    COLLECTION,
    QUERY_CHARACTERS,
    all_rows,
    chunks,
    composite,
    refers,
    single,
    sized,
)
from core.salesforce.describe import object_fact
from core.salesforce.email_forms import UNIQUE_FIELD, Form, zone_of
from core.salesforce.email_relations import complete, referring, succeeded
from core.salesforce.errors import faults_of, of_record
from core.salesforce.files import GONE, of_file, taking
from core.salesforce.links import lightning
from core.salesforce.people import candidates, users
from core.salesforce.setup import USER
from core.salesforce.soql import Soql
from core.store import Written

TASK_STATUS = Soql("TaskStatus", ("ApiName", "IsClosed"))
BATCH = 50
CALL_CHARACTERS = 4_000_000
_SOBJECTS = {"02s": "EmailMessage", "00T": "Task"}
Fate: TypeAlias = "Key | SyncError"


class SalesforceEmails:
    """core.emails.EmailStore. Built without a call. Not for several threads. mailboxes: tells, when it is needed, the
    usernames of the org's users by the addresses of their mailboxes, both in lower case; a user's e-mail may be
    another."""

    def __init__(self, client: Client, mailboxes: Callable[[], Mapping[str, str]] = dict) -> None:
        self.client = client
        self._told = mailboxes
        self._colleagues: dict[str, Person | None] = {}

    @property
    def calls(self) -> int:
        return sum(self.client.calls.values())

    @cached_property
    def form(self) -> Form:
        """How this org keeps emails. Raises Unauthorized where the user may not create either."""
        parts = [Part("GET", f"sobjects/{name}/describe") for name in ("EmailMessage", "Task")]
        message, task = composite(self.client, parts, "setup", safe=True)
        found = object_fact(message.checked()) if message.status not in (400, 404) else None
        if found is not None and found.createable and "MessageIdentifier" in found.fields:
            return Form("EmailMessage", unique_field(found, UNIQUE_FIELD))
        known = object_fact(task.checked()) if task.status not in (400, 404) else None
        if known is None or not known.createable:
            words = "This Salesforce user may create neither emails nor tasks: an administrator must give the right."
            raise Unauthorized(words, code="no_object_access")
        return Form("Task", unique_field(known, UNIQUE_FIELD), *self._task_values())

    def _task_values(self) -> tuple[str, tzinfo]:
        """The org's status of a completed task, and the user's zone."""
        closed = TASK_STATUS.select(["ApiName"], [TASK_STATUS.equals("IsClosed", True)])
        own = USER.select(["TimeZoneSidKey"], [USER.equals("Id", self.client.user_id)])
        statuses, users = (list(rows) for rows in all_rows(self.client, [closed, own], "setup"))
        names = [str(row.get("ApiName")) for row in statuses]
        zone = str(users[0].get("TimeZoneSidKey")) if users else "UTC"
        return "Completed" if "Completed" in names or not names else names[0], zone_of(zone)

    def known(self, message_ids: Sequence[str], subjects: Sequence[str] = ()) -> dict[str, Key]:
        form, wanted = self.form, set(message_ids)
        now = self.client.server_time or datetime.now(UTC)
        asked = form.known_as(wanted, subjects, now) if wanted else []
        queries = [form.soql.select(form.columns, where, order=("CreatedDate", "Id")) for where in asked]
        found: dict[str, Key] = {}
        for row in (row for rows in all_rows(self.client, queries, "emails") for row in rows):
            if form.message_id(row) in wanted and isinstance(row.get("Id"), str):
                found.setdefault(form.message_id(row), row["Id"])
        return found

    def there(self, keys: Sequence[Key]) -> set[Key]:
        groups = chunks(dict.fromkeys(keys), QUERY_CHARACTERS // 22)
        queries = [self.form.soql.select(["Id"], [self.form.soql.any_of("Id", group)]) for group in groups]
        rows = (row for rows in all_rows(self.client, queries, "emails") for row in rows) if queries else ()
        found = {str(row.get("Id"))[:15] for row in rows}
        return {key for key in keys if key[:15] in found}

    def people(self, addresses: Sequence[str]) -> dict[str, tuple[Person, ...]]:
        found = candidates(self.client, addresses)
        known = {address for address, persons in found.items() if any(one.kind is PersonKind.USER for one in persons)}
        for address, user in self._by_mailbox(set(addresses) - known).items():
            found[address] = [user, *found.get(address, ())]
        return {address: tuple(persons) for address, persons in found.items()}

    def _by_mailbox(self, addresses: Iterable[str]) -> dict[str, Person]:
        """The users whose mailboxes have these addresses; each is asked for once."""
        wanted = {one: self._mailboxes[one] for one in addresses if one in self._mailboxes}
        if asked := {one: name for one, name in wanted.items() if one not in self._colleagues}:
            self._colleagues |= dict.fromkeys(asked) | users(self.client, asked)
        return {one: user for one in wanted if (user := self._colleagues[one])}

    @cached_property
    def _mailboxes(self) -> Mapping[str, str]:
        return self._told()

    def file(self, emails: Sequence[FiledEmail]) -> list[FileOutcome]:
        """The same Message-ID twice in one call makes one record."""
        single_ones = list({email.message_id: email for email in reversed(emails)}.values())[::-1]
        fates: dict[str, FileOutcome] = {}
        for group in sized(single_ones, _weight, CALL_CHARACTERS):
            for part in chunks(group, BATCH):
                fates |= self._file(part)
        return [fates[email.message_id] for email in emails]

    def _file(self, emails: Sequence[FiledEmail]) -> dict[str, FileOutcome]:
        made, whole = self._create(emails)
        keys = {name: fate for name, fate in made.items() if isinstance(fate, str)}
        stays = self.known(list(made), [email.subject for email in emails])
        second = [key for name, key in keys.items() if stays.get(name, key)[:15] != key[:15]]
        own = [(key, email) for email in emails if (key := keys.get(email.message_id)) and key not in second]
        refused = {} if whole or not self.form.enhanced else complete(self.client, own)
        undone = {own[place][1].message_id: fault for place, fault in refused.items()}
        self._delete([*second, *(keys[name] for name in undone)])
        done: dict[str, FileOutcome] = {name: Written(stays.get(name, key)) for name, key in keys.items()}
        failed = {name: _joined(fate, stays.get(name)) for name, fate in made.items() if isinstance(fate, SyncError)}
        return done | failed | undone

    def _create(self, emails: Sequence[FiledEmail]) -> tuple[dict[str, Fate], bool]:
        """By Message-ID the new record or what went wrong; and whether all relations were created, too."""
        form = self.form
        records = [{"attributes": {"type": form.sobject}, **form.body(email)} for email in emails]
        first = Part("POST", "composite/sobjects", {"allOrNone": False, "records": records})
        related = referring(emails) if form.enhanced else []
        if any(map(refers, records)):
            answers, related = [single(self.client, first, "file emails")], []
        else:
            answers = composite(self.client, [first, *related], "file emails", safe=False)
        results = answers[0].checked()
        if not isinstance(results, list) or len(results) != len(emails):
            raise unreadable("file emails")
        fates = {email.message_id: _fate(email, result) for email, result in zip(emails, results, strict=True)}
        needed = any(one.key for email in emails for one in email.relations)
        return fates, not needed or (bool(related) and succeeded(answers[1:]))

    def relate(self, key: Key, email: FiledEmail) -> FileOutcome:
        """An email that came in by another app may keep its related record (Object Reference, "EmailMessage": only a
        client-managed one gives it another)."""
        changes = self.form.relating(email)
        what = f"the email “{email.subject[:60]}”"
        if changes:
            record = {"attributes": {"type": self.form.sobject}, "id": key, **changes}
            part = Part("PATCH", "composite/sobjects", {"allOrNone": False, "records": [record]})
            [result] = _results(single(self.client, part, "relate").checked(), 1, "relate")
            if not result["success"]:
                return of_record(result.get("errors"), what, {})
        refused = complete(self.client, [(key, email)]) if self.form.enhanced else {}
        return refused.get(0) or Written(key)

    def attached(self, keys: Sequence[Key]) -> dict[Key, tuple[FileInfo, ...]]:
        return email_files.attached(self.client, keys) if keys else {}

    def attach(self, key: Key, file: FileInfo, chunks: Iterable[bytes]) -> None:
        try:
            email_files.attach(self.client, key, file.name, chunks)
        except Unauthorized as fault:
            raise of_file(fault, taking(file.name), "The email's record is no longer in Salesforce.") from None

    def unfile(self, keys: Sequence[Key]) -> list[FileOutcome]:
        """The records first, so that none is left without its files."""
        own = email_files.own_documents(self.client, keys) if keys else {}
        outcomes = self._delete(keys)
        gone = [document for key in keys if isinstance(outcomes[key], Written) for document in own[key]]
        self._delete(list(dict.fromkeys(gone)))
        return [outcomes[key] for key in keys]

    def _delete(self, keys: Sequence[Key]) -> dict[Key, FileOutcome]:
        outcomes: dict[Key, FileOutcome] = {}
        for group in chunks(dict.fromkeys(keys), COLLECTION):
            path = f"composite/sobjects?ids={','.join(group)}&allOrNone=false"
            results = single(self.client, Part("DELETE", path), "unfile").checked()
            if not isinstance(results, list) or len(results) != len(group):
                raise unreadable("unfile")
            outcomes |= {key: _removed(key, result) for key, result in zip(group, results, strict=True)}
        return outcomes

    def link(self, key: Key) -> str:
        return lightning(self.client.instance_url or "", _SOBJECTS.get(key[:3], "EmailMessage"), key)


def _results(body: object, count: int, purpose: str) -> list[dict[str, Any]]:
    if not isinstance(body, list) or len(body) != count:
        raise unreadable(purpose)
    if not all(isinstance(one, dict) and isinstance(one.get("success"), bool) for one in body):
        raise unreadable(purpose)
    return body


def _weight(email: FiledEmail) -> int:
    return len(email.text or "") + len(email.html or "") + 2_000


def _fate(email: FiledEmail, result: object) -> Fate:
    if not isinstance(result, dict) or not isinstance(result.get("success"), bool):
        raise unreadable("file emails")
    if result["success"]:
        key = result.get("id")
        if not isinstance(key, str):
            raise unreadable("file emails")
        return key
    return of_record(result.get("errors"), f"the email “{email.subject[:60]}”", {})


def _joined(refusal: SyncError, there: Key | None) -> FileOutcome:
    """A refusal for a record that is there already is that record."""
    named = refusal.candidates if isinstance(refusal, Rejected) and refusal.vendor == "DUPLICATE_VALUE" else ()
    return Written(there or named[0]) if named else refusal


def _removed(key: Key, result: object) -> FileOutcome:
    if not isinstance(result, dict) or not isinstance(result.get("success"), bool):
        raise unreadable("unfile")
    errors = result.get("errors")
    if result["success"] or any(fault.code in GONE for fault in faults_of(errors)):
        return Written(key)
    return of_record(errors, "the email", {})
