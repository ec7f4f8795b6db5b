"""Writes of contacts: collections of 200 packed into composite calls of five, after a re-read of what they change.

Salesforce has no conditional write for contacts in a collection, so a record that moved since the decision is found
by reading it again just before; the second between the two is the risk that stays.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Rejected, Stale
from core.salesforce.catalog import ACCOUNT_ID, SOBJECT, version
from core.salesforce.checks import who_is
from core.salesforce.client import Client, Part, unreadable
from core.salesforce.composite import COLLECTION, PARTS, Answer, Row, chunks, composite, refers, single, sized
from core.salesforce.errors import of_call, of_record
from core.salesforce.lookup import Lookup, short
from core.salesforce.setup import Setup
from core.store import Change, Outcome, Removal, Written

BATCH = PARTS * COLLECTION
# Notes have 32,000 characters: a call must stay within what proxies and Salesforce take.
CALL_CHARACTERS = 4_000_000
# A duplicate rule that only alerts must not stop a change of a record that is there already.
ALERTS_PASS = {"Sforce-Duplicate-Rule-Header": "allowSave=true; includeRecordDetails=true; runAsCurrentUser=true"}
_NATURAL_KEYS = (("email_address_1",), ("given_name", "surname"))


@dataclass(frozen=True, slots=True)
class _Job:
    """One record to write. place: its index in the caller's list; account: its parent, which the write locks."""

    place: int
    who: str
    account: str
    body: dict[str, Any]

    def weight(self) -> int:
        return len(json.dumps(self.body))


@dataclass(frozen=True, slots=True)
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
        jobs = [self._job(place, change, {}) for place, change in enumerate(changes)]
        target = _Target("PATCH", f"{_CREATE.path}/{SOBJECT}/{stamp}") if stamp else _CREATE
        outcomes = self._send(jobs, target, "create")
        return self._with_candidates(changes, [outcomes[place] for place in range(len(changes))])

    def update(self, changes: Sequence[Change]) -> list[Outcome]:
        now = self._lookup.fresh([change.key or "" for change in changes])
        outcomes: dict[int, Outcome] = {}
        jobs = []
        for place, change in enumerate(changes):
            key = change.key or ""
            row = now.get(short(key))
            if row is None or row.get("IsDeleted") is True or self._moved(row, change.version):
                outcomes[place] = _stale()
            else:
                jobs.append(self._job(place, change, {"id": key}, row))
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
                outcomes[place] = _stale()
            else:
                account = str(row.get(ACCOUNT_ID) or "")
                jobs.append(_Job(place, "the contact", account, {"id": removal.key}))
        outcomes |= self._send(jobs, _DELETE, "delete")
        gone = {place for place, outcome in outcomes.items() if isinstance(outcome, Stale) and outcome.code == "gone"}
        return [Written(removals[p].key) if p in gone else outcomes[p] for p in range(len(removals))]

    def _moved(self, row: Row, seen: str | None) -> bool:
        return seen is not None and version(row, self._setup.catalog.decode(row)) != seen

    def _job(self, place: int, change: Change, head: Mapping[str, Any], row: Row | None = None) -> _Job:
        catalog = self._setup.catalog
        fields = catalog.encode(change.fields, change.wire)
        stamp = {catalog.stamp: change.stamp} if catalog.stamp else {}
        account = change.wire.get(ACCOUNT_ID) or (row or {}).get(ACCOUNT_ID) or ""
        body = {"attributes": {"type": SOBJECT}, **head, **fields, **stamp}
        return _Job(place, who_is(change), str(account), body)

    def _send(self, jobs: Sequence[_Job], target: _Target, purpose: str) -> dict[int, Outcome]:
        """By the job's place. Sorted by account: parallel writes to one account wait for each other's lock."""
        ordered = sorted(jobs, key=lambda job: (job.account, job.place))
        outcomes: dict[int, Outcome] = {}
        for load in sized([job for job in ordered if not refers(job.body)], _Job.weight, CALL_CHARACTERS):
            for group in chunks(chunks(load, COLLECTION), PARTS):
                parts = [target.part([job.body for job in part]) for part in group]
                for part, answer in zip(group, composite(self._client, parts, purpose, safe=False), strict=True):
                    outcomes |= self._outcomes(part, answer, purpose)
        for part in chunks([job for job in ordered if refers(job.body)], COLLECTION):
            answer = single(self._client, target.part([job.body for job in part]), purpose)
            outcomes |= self._outcomes(part, answer, purpose)
        return outcomes

    def _outcomes(self, jobs: Sequence[_Job], answer: Answer, purpose: str) -> dict[int, Outcome]:
        if answer.status >= 500:
            raise of_call(answer.status, answer.body)
        names = self._setup.catalog.names
        if answer.status >= 300:
            return {job.place: of_record(answer.body, job.who, names) for job in jobs}
        results = answer.body
        if not isinstance(results, list) or len(results) != len(jobs):
            raise unreadable(purpose)
        return {job.place: _outcome(job, result, names, purpose) for job, result in zip(jobs, results, strict=True)}

    def _with_candidates(self, changes: Sequence[Change], outcomes: list[Outcome]) -> list[Outcome]:
        """Collections leave out which records a duplicate rule found, so look for them."""
        blocked = {
            place: [{n: fields[n] for n in key} for key in _NATURAL_KEYS if all(fields.get(n) for n in key)]
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
        return of_record(result.get("errors"), job.who, names)
    key = result.get("id") or job.body.get("id")
    if not isinstance(key, str):
        raise unreadable(purpose)
    return Written(key)


def _stale() -> Stale:
    return Stale("The contact changed in Salesforce meanwhile; it is read again.", code="stale")


def _naming(outcome: Outcome, candidates: Sequence[str]) -> Outcome:
    if not isinstance(outcome, Rejected):
        return outcome
    parts = {name: getattr(outcome, name) for name in ("code", "vendor", "field", "label")}
    return Rejected(outcome.message, candidates=tuple(candidates), **parts)
