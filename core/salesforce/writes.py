"""Writes of one kind: collections of 200 packed into composite calls of five, after a re-read of what they change.

Salesforce has no conditional write for records in a collection, so a record that moved since the decision is found
by reading it again just before; the second between the two is the risk that stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from operator import itemgetter
from typing import Any

from core.errors import Rejected, Stale
from core.jsontext import dumps
from core.records import Key
from core.salesforce.catalog import version
from core.salesforce.checks import who_is
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import COLLECTION, PARTS, Answer, Row, chunks, composite, single, sized
from core.salesforce.errors import of_call, of_record
from core.salesforce.lookup import Lookup, short
from core.salesforce.setup import Setup
from core.salesforce.trait import Draft
from core.store import Change, Outcome, Removal, Written
from core.values import valueclass

BATCH = PARTS * COLLECTION
# Notes have 32,000 characters: a call must stay within what proxies and Salesforce take.
CALL_CHARACTERS = 4_000_000
# In `wire`, of a new record: what `prepare` found that is said of it.
BODY = "body"
# A duplicate rule that only alerts must not stop a change of a record that is there already.
ALERTS_PASS = {"Sforce-Duplicate-Rule-Header": "allowSave=true; includeRecordDetails=true; runAsCurrentUser=true"}


@valueclass(frozen=True, slots=True)
class _Job:
    """One record to write. place: its index in the caller's list; who: how people call it; parent: the record that the
    write locks."""

    place: int
    who: Callable[[], str]
    parent: str
    body: dict[str, Any]


def _weight(text: bytes) -> int:
    """At most so many characters as JSON, in which six ASCII ones stand for two bytes or more of UTF-8."""
    return len(text) if text.isascii() else 3 * len(text)


@valueclass(frozen=True, slots=True)
class _Target:
    """Where a collection goes."""

    method: str
    path: str = "composite/sobjects"
    headers: Mapping[str, str] = field(default_factory=dict)

    def part(self, bodies: Sequence[Mapping[str, Any]]) -> Part:
        if self.method == "DELETE":
            return Part(self.method, f"{self.path}?ids={','.join(body['id'] for body in bodies)}&allOrNone=false")
        return Part(self.method, self.path, {"allOrNone": False, "records": list(bodies)}, self.headers)


_CREATE, _UPDATE, _DELETE = _Target("POST"), _Target("PATCH", headers=ALERTS_PASS), _Target("DELETE")


class Writes:
    """Writes of core.store.Store. A raised Transient leaves open what was written."""

    def __init__(self, client: Client, setup: Setup, lookup: Lookup) -> None:
        self._client, self._setup, self._lookup = client, setup, lookup

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        """With a stamp field an upsert, which cannot make a second record however often it is repeated."""
        stamp = self._setup.catalog.stamp
        target = _Target("PATCH", f"{_CREATE.path}/{self._setup.shape.sobject}/{stamp}") if stamp else _CREATE
        jobs, outcomes = self._jobs(changes, {})
        outcomes |= self._send(jobs, target, "create")
        return self._with_candidates(changes, [outcomes[place] for place in range(len(changes))])

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        now = self._lookup.fresh([change.key or "" for change in changes])
        jobs, outcomes = self._jobs(changes, now)
        outcomes |= self._send(jobs, _UPDATE, "update")
        return self._with_candidates(changes, [outcomes[place] for place in range(len(changes))])

    def delete(self, removals: Sequence[Removal]) -> list[Outcome]:
        now = self._lookup.fresh([removal.key for removal in removals])
        outcomes: dict[int, Outcome] = {}
        jobs = []
        for place, removal in enumerate(removals):
            row = now.get(short(removal.key))
            if row is not None and row.get("IsDeleted") is True:
                outcomes[place] = Written(removal.key)
            elif row is None or self._moved(row, removal.version):
                outcomes[place] = self._stale()
            else:
                jobs.append(_Job(place, self._called, self._parent(row, {}), {"id": removal.key}))
        outcomes |= self._send(jobs, _DELETE, "delete")
        gone = {place for place, outcome in outcomes.items() if isinstance(outcome, Stale) and outcome.code == "gone"}
        return [Written(removals[p].key) if p in gone else outcomes[p] for p in range(len(removals))]

    def assign(self, columns: Mapping[Key, Mapping[str, Any]], purpose: str, who: str = "") -> dict[Key, Outcome]:
        """Columns of records, as they are now: those that no field of Outlook holds, so that there was no decision for
        which a record could be too new. who: how people call what is written."""
        kind = {"attributes": {"type": self._setup.shape.sobject}}
        rows = [{**kind, "id": key, **values} for key, values in columns.items()]
        outcomes = self._send(
            [_Job(n, lambda: who or self._called(), "", row) for n, row in enumerate(rows)], _UPDATE, purpose
        )
        return {key: outcomes[place] for place, key in enumerate(columns)}

    @property
    def _noun(self) -> str:
        return self._setup.shape.object_type.singular

    def _called(self) -> str:
        return f"the {self._noun}"

    def _stale(self) -> Stale:
        return Stale(f"The {self._noun} changed in Salesforce meanwhile; it is read again.", code="stale")

    def _moved(self, row: Row, seen: str | None) -> bool:
        return seen is not None and version(row, self._setup.catalog.decode(row)) != seen

    def _parent(self, row: Row, wire: Mapping[str, object]) -> str:
        name = self._setup.shape.parent
        return str(wire.get(name) or row.get(name) or "") if name else ""

    def _jobs(self, changes: Sequence[Change], now: Mapping[str, Row]) -> tuple[list[_Job], dict[int, Outcome]]:
        """What can be sent, and by place what need not be tried. now: the rows of updates, by short id."""
        jobs: list[_Job] = []
        outcomes: dict[int, Outcome] = {}
        for place, change in enumerate(changes):
            row = now.get(short(change.key)) if change.key else {}
            if row is None or row.get("IsDeleted") is True or self._moved(row, change.version):
                outcomes[place] = self._stale()
                continue
            try:
                jobs.append(self._job(place, change, row))
            except Rejected as refusal:
                outcomes[place] = refusal
        return jobs, outcomes

    def _job(self, place: int, change: Change, row: Row) -> _Job:
        catalog, who = self._setup.catalog, partial(who_is, change, self._noun)
        said = change.wire.get(BODY)
        if not isinstance(said, dict):
            said = catalog.encode(Draft(change.fields, catalog.decode(row) if row else {}, row, change.wire, who))
        stamp = {catalog.stamp: change.stamp} if catalog.stamp else {}
        head = {"id": change.key} if change.key else {}
        body = {"attributes": {"type": self._setup.shape.sobject}, **head, **said, **stamp}
        return _Job(place, who, self._parent(row, change.wire), body)

    def _send(self, jobs: Sequence[_Job], target: _Target, purpose: str) -> dict[int, Outcome]:
        """By the job's place. Sorted by parent: parallel writes below one account wait for each other's lock."""
        ordered = sorted(jobs, key=lambda job: (job.parent, job.place))
        texts = [(job, dumps(job.body)) for job in ordered]
        # A composite call would take such a text for a reference to another part (core.salesforce.composite.refers).
        refer = [job for job, text in texts if b"@{" in text]
        plain = [(job, _weight(text)) for job, text in texts if b"@{" not in text]
        outcomes: dict[int, Outcome] = {}
        for load in sized(plain, itemgetter(1), CALL_CHARACTERS):
            for group in chunks(chunks([job for job, _ in load], COLLECTION), PARTS):
                parts = [target.part([job.body for job in part]) for part in group]
                for part, answer in zip(group, composite(self._client, parts, purpose, safe=False), strict=True):
                    outcomes |= self._outcomes(part, answer, purpose)
        for part in chunks(refer, COLLECTION):
            answer = single(self._client, target.part([job.body for job in part]), purpose)
            outcomes |= self._outcomes(part, answer, purpose)
        return outcomes

    def _outcomes(self, jobs: Sequence[_Job], answer: Answer, purpose: str) -> dict[int, Outcome]:
        if answer.status >= 500:
            raise of_call(answer.status, answer.body)
        names = self._setup.catalog.names
        if answer.status >= 300:
            return {job.place: of_record(answer.body, job.who(), names) for job in jobs}
        results = answer.body
        if not isinstance(results, list) or len(results) != len(jobs):
            raise unreadable(purpose)
        return {job.place: _outcome(job, result, names, purpose) for job, result in zip(jobs, results, strict=True)}

    def _with_candidates(self, changes: Sequence[Change], outcomes: list[Outcome]) -> list[Outcome]:
        """Collections leave out which records a duplicate rule found, so look for them."""
        blocked = {
            place: [
                {n: fields[n] for n in key} for key in self._setup.shape.natural_keys if all(fields.get(n) for n in key)
            ]
            for place, (outcome, fields) in enumerate(zip(outcomes, (change.fields for change in changes), strict=True))
            if isinstance(outcome, Rejected) and outcome.code == "duplicate" and not outcome.candidates
        }
        for place, wanted in blocked.items():
            found = [r.key for r in self._lookup.find(wanted)] if wanted else []
            outcomes[place] = _naming(outcomes[place], [key for key in found if key != changes[place].key])
        return outcomes


def _outcome(job: _Job, result: object, names: Mapping[str, str], purpose: str) -> Outcome:
    if not isinstance(result, dict) or not isinstance(result.get("success"), bool):
        raise unreadable(purpose)
    if not result["success"]:
        return of_record(result.get("errors"), job.who(), names)
    key = result.get("id") or job.body.get("id")
    if not isinstance(key, str):
        raise unreadable(purpose)
    return Written(key)


def _naming(outcome: Outcome, candidates: Sequence[str]) -> Outcome:
    if not isinstance(outcome, Rejected):
        return outcome
    parts = {name: getattr(outcome, name) for name in ("code", "vendor", "field", "label")}
    return Rejected(outcome.message, candidates=tuple(candidates), **parts)
