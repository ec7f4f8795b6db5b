"""Files emails: one record for each Message-ID, with the people that its addresses mean, and its attachments.

A batch takes a handful of calls, and one for each attachment. Filing is repeatable: what is there already is found by
its identifier and only completed. Two colleagues who file the same email in the same moment both look first and find
nothing, so each looks once more after creating: the record that was created first stays (at the same moment the smaller
id), and whoever made another deletes it. Where the org has the unique field `Bothways_Message__c`, Salesforce refuses
the second at once. An address that several contacts or leads have is related to none of them, and told as a question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from core.errors import Rejected, SyncError, Unauthorized
from core.filing import Filed, FiledEmail, LeftOut
from core.salesforce.catalog import unique_field
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import COLLECTION, Row, all_rows, chunks, composite, single, sized
from core.salesforce.describe import ObjectFact, object_fact
from core.salesforce.email_files import FileRules, file_names, send_files
from core.salesforce.email_forms import UNIQUE_FIELD, Form, identifier
from core.salesforce.email_relations import People, relate
from core.salesforce.errors import of_record
from core.salesforce.links import lightning
from core.salesforce.people import candidates
from core.salesforce.soql import Soql

TASK_STATUS = Soql("TaskStatus", ("ApiName", "IsClosed"))
BATCH = 50
CALL_CHARACTERS = 4_000_000
Fate: TypeAlias = "Row | SyncError"


@dataclass
class Mailroom:
    """Files the emails of one user. Not for several threads."""

    client: Client
    rules: FileRules = field(default_factory=FileRules)

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
        return Form("Task", unique_field(known, UNIQUE_FIELD), self._done(known))

    def _done(self, task: ObjectFact) -> str:
        rows = all_rows(self.client, [TASK_STATUS.select(["ApiName"], [TASK_STATUS.equals("IsClosed", True)])], "setup")
        closed = [str(row.get("ApiName")) for row in rows[0]]
        return "Completed" if "Completed" in closed or not closed else closed[0]

    def file(self, emails: Sequence[FiledEmail]) -> "list[Filed | SyncError]":
        """One outcome for each email, in order. Raises Transient (try again: it goes on where it stopped) and
        Unauthorized."""
        return [outcome for group in chunks(emails, BATCH) for outcome in self._file(group)]

    def _file(self, emails: Sequence[FiledEmail]) -> "list[Filed | SyncError]":
        named = {identifier(email): email for email in reversed(emails)}
        addresses = {one.address.lower() for email in emails for one in email.people}
        people = People(candidates(self.client, addresses))
        there = self._there(list(named.values()))
        new = self._create({name: email for name, email in named.items() if name not in there}, people)
        rows = there | self._settle(named, {name: fate for name, fate in new.items() if isinstance(fate, dict)})
        outcomes: dict[str, Filed | SyncError] = {n: fate for n, fate in new.items() if isinstance(fate, SyncError)}
        refused = self._relate(rows, named, people)
        files = self._files(rows, named)
        for name, row in rows.items():
            made = name in new and row.get("made") is True
            outcomes[name] = refused.get(name) or self._filed(row, named[name], made, people, files.get(name, []))
        return [outcomes[identifier(email)] for email in emails]

    def _relate(self, rows: Mapping[str, Row], named: Mapping[str, FiledEmail], people: People) -> dict[str, SyncError]:
        """A task has its person in WhoId; an email of a message has relations."""
        if not self.form.enhanced:
            return {}
        names = list(rows)
        found = relate(self.client, [(str(rows[name]["Id"]), named[name]) for name in names], people)
        return {names[place]: fault for place, fault in found.items()}

    def _there(self, emails: Sequence[FiledEmail]) -> dict[str, Row]:
        """By identifier the record that was created first."""
        form = self.form
        queries = [
            form.soql.select(form.columns, [form.same(group)], order=("CreatedDate", "Id"))
            for group in sized(emails, lambda email: len(identifier(email)) + 2 * len(email.subject[:255]) + 30, 9_000)
        ]
        found: dict[str, Row] = {}
        wanted = {identifier(email) for email in emails}
        for row in (row for rows in all_rows(self.client, queries, "emails") for row in rows):
            name = form.known_by(row)
            if name in wanted:
                found.setdefault(name, row)
        return found

    def _create(self, emails: Mapping[str, FiledEmail], people: People) -> dict[str, Fate]:
        """By identifier the new record, the one that the org's unique field names, or what went wrong."""
        form = self.form
        bodies = {name: form.body(email, people.who(email)) for name, email in emails.items()}
        fates: dict[str, Fate] = {}
        for group in sized(bodies.items(), lambda item: sum(len(str(v)) for v in item[1].values()), CALL_CHARACTERS):
            for part in chunks(group, COLLECTION):
                records = [{"attributes": {"type": form.sobject}, **body} for _, body in part]
                request = Part("POST", "composite/sobjects", {"allOrNone": False, "records": records})
                results = single(self.client, request, "file emails").checked()
                if not isinstance(results, list) or len(results) != len(part):
                    raise unreadable("file emails")
                for (name, _), result in zip(part, results, strict=True):
                    fates[name] = _fate(result, emails[name])
        return fates

    def _settle(self, emails: Mapping[str, FiledEmail], new: Mapping[str, Row]) -> dict[str, Row]:
        """By identifier the records that stay; those of ours that came second are deleted."""
        first = self._there([emails[name] for name in new]) if new else {}
        stays = {name: first.get(name, row) for name, row in new.items()}
        ours = {name for name, row in new.items() if row["made"]}
        second = [str(new[name]["Id"]) for name in ours if not _same(stays[name], new[name])]
        for group in chunks(second, COLLECTION):
            single(
                self.client, Part("DELETE", f"composite/sobjects?ids={','.join(group)}&allOrNone=false"), "file emails"
            )
        return {name: {**row, "made": name in ours and _same(row, new[name])} for name, row in stays.items()}

    def _files(self, rows: Mapping[str, Row], named: Mapping[str, FiledEmail]) -> dict[str, list[LeftOut]]:
        """By identifier what was left out."""
        carrying = {name: str(row["Id"]) for name, row in rows.items() if named[name].attachments}
        there = file_names(self.client, list(carrying.values())) if carrying else set()
        return {
            name: send_files(self.client, key, named[name].attachments, self.rules, there)
            for name, key in carrying.items()
        }

    def _filed(self, row: Row, email: FiledEmail, made: bool, people: People, left: Sequence[LeftOut]) -> Filed:
        key = str(row["Id"])
        link = lightning(self.client.instance_url or "", self.form.sobject, key)
        return Filed(key, made, link, people.questions(email), people.unknown(email), tuple(left))


def _fate(result: object, email: FiledEmail) -> Fate:
    if not isinstance(result, dict) or not isinstance(result.get("success"), bool):
        raise unreadable("file emails")
    if result["success"]:
        return {"Id": result.get("id"), "made": True}
    fault = of_record(result.get("errors"), f"the email “{email.subject[:60]}”", {})
    if isinstance(fault, Rejected) and fault.candidates and fault.vendor == "DUPLICATE_VALUE":
        return {"Id": fault.candidates[0], "made": False}
    return fault


def _same(one: Row, other: Row) -> bool:
    return str(one["Id"])[:15] == str(other["Id"])[:15]
