"""`/composite` and `/composite/graph`: up to 25 dependent requests in one call that counts once.

A whole call is refused (400) only when its form is wrong; otherwise each subrequest has its own status.
"""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.references import Answers
from sandbox.salesforce.subrequests import entries_of, method_of, text_of, to_call
from sandbox.salesforce.wire import RestCall, RestReply, error_reply, json_error, truth

MOST, MOST_HEAVY = 25, 5
MOST_GRAPHS, MOST_NODES = 75, 500
BASE = "/services/data/"
REFERENCE = re.compile(r"[A-Za-z0-9_]{1,255}")
ALLOWED = re.compile(r"v[^/]+/(sobjects|query|queryAll|composite/sobjects)(/|\?|$)")
HEAVY = re.compile(r"v[^/]+/(query|queryAll|composite/sobjects)(/|\?|$)")
HALTED = SalesforceError(
    "PROCESSING_HALTED", "The transaction was rolled back since another operation in the same transaction failed."
)


class _HaltedError(Exception):
    """Leaves the transaction of an all-or-none call."""


@dataclass
class Outcome:
    """One subrequest and its reply, None while it was not run."""

    reference: str
    reply: RestReply | None = None

    def to_json(self) -> dict[str, Any]:
        reply = self.reply or error_reply(HALTED)
        return {
            "body": reply.body,
            "httpHeaders": reply.headers,
            "httpStatusCode": reply.status,
            "referenceId": self.reference,
        }


def path_of(entry: dict[str, Any]) -> str:
    """`vXX.X/…` of a subrequest. Raises for addresses elsewhere."""
    url = text_of(entry, "url")
    if not url.startswith(BASE):
        raise json_error(f"The url of a subrequest must start with {BASE}vXX.X/: {url[:80]}")
    return url[len(BASE) :]


def check_form(entries: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for entry in entries:
        method_of(entry)
        reference = text_of(entry, "referenceId")
        if not REFERENCE.fullmatch(reference):
            raise json_error(f"A referenceId holds letters, digits and underscores only: {reference[:80]}")
        if reference in seen:
            raise json_error(f"Duplicate referenceId: {reference}. Every referenceId must be unique.")
        seen.add(reference)
        path_of(entry)
    heavy = sum(1 for entry in entries if HEAVY.match(path_of(entry)))
    if heavy > MOST_HEAVY:
        raise SalesforceError(
            "LIMIT_EXCEEDED",
            f"{heavy} subrequests are queries or sObject Collections; at most {MOST_HEAVY} are allowed",
        )


def run_one(call: RestCall, entry: dict[str, Any], answers: Answers) -> RestReply:
    try:
        path = answers.in_url(path_of(entry))
        if not ALLOWED.match(path):
            raise not_found(f"This resource cannot be used in a composite request: {path[:80]}")
        body = answers.in_body(entry.get("body"))
        return call.router.send(to_call(call, method_of(entry), path, body, entry.get("httpHeaders")))
    except SalesforceError as error:
        return error_reply(error)


def run_all(call: RestCall, entries: list[dict[str, Any]], all_or_none: bool) -> list[Outcome]:
    """All in order. With all_or_none the first failure undoes everything and stops the rest."""
    answers = Answers()
    outcomes = [Outcome(entry["referenceId"]) for entry in entries]
    try:
        with call.face.org.transaction():
            for entry, outcome in zip(entries, outcomes, strict=True):
                outcome.reply = run_one(call, entry, answers)
                if outcome.reply.status < 300:
                    answers.add(outcome.reference, outcome.reply.body)
                elif all_or_none and outcome.reply.status >= 400:
                    raise _HaltedError
    except _HaltedError:
        for outcome in outcomes:
            if outcome.reply and outcome.reply.status < 400:
                outcome.reply = error_reply(HALTED)
    return outcomes


def summed(body: Any, outcomes: list[Outcome]) -> RestReply:
    replies = [outcome.reply for outcome in outcomes if outcome.reply]
    return RestReply(200, body, units=sum(r.units for r in replies) or 1, write=any(r.write for r in replies))


def composite(call: RestCall) -> RestReply:
    entries = entries_of(call, "compositeRequest", MOST)
    check_form(entries)
    outcomes = run_all(call, entries, truth(call.json_object().get("allOrNone")))
    return summed({"compositeResponse": [outcome.to_json() for outcome in outcomes]}, outcomes)


def graph(call: RestCall) -> RestReply:
    """Every graph is all-or-none for itself; requests are run in the order given."""
    graphs = entries_of(call, "graphs", MOST_GRAPHS)
    names = [text_of(entry, "graphId") for entry in graphs]
    if len(set(names)) < len(names):
        raise json_error("Every graphId must be unique")
    parts = [entries_of(call.inner(body=entry), "compositeRequest", MOST_NODES) for entry in graphs]
    if sum(len(entries) for entries in parts) > MOST_NODES:
        raise SalesforceError("LIMIT_EXCEEDED", f"At most {MOST_NODES} nodes are allowed in one call")
    answers, done = [], []
    for name, entries in zip(names, parts, strict=True):
        for entry in entries:
            path_of(entry), method_of(entry), text_of(entry, "referenceId")
        outcomes = run_all(call, entries, True)
        done += outcomes
        good = all(outcome.reply and outcome.reply.status < 400 for outcome in outcomes)
        response = {"compositeResponse": [outcome.to_json() for outcome in outcomes]}
        answers.append({"graphId": name, "graphResponse": response, "isSuccessful": good})
    return summed({"graphs": answers}, done)
