"""Random paths, queries, headers and bodies: whatever a client sends, the answer is below 500 and of a known form."""

import json
import os
import random
import string
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.sandbox.salesforce_face.conftest import ANN, World
from tests.sandbox.salesforce_face.oauth_calls import JWT_BEARER
from tests.seeds import seed_of

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "400"))
WORDS = (
    "sobjects Contact Account Lead Task Event User Nope describe layouts listviews updated deleted query queryAll "
    "search composite batch graph tree recent limits recordCount parameterizedSearch Id ExchangeKey__c Email results "
    "EventRelation EmailMessage TaskStatus fromThisEventOnwards ContentDocumentLink "
    "attributes Accounts Contacts Owner Body VersionData ContentVersion Attachment 003 001 null 012000000000000AAA"
).split()
TEXTS = ["", "x", "é", "\u0000", "\ud83d\ude00", "a" * 300, "'", '"', "\\", "@{a.id}", "@{", "@{a[9].b}"]
DATES = ["2026-01-01", "2026-13-99T99:99:99Z", "003000000000000AAA"]
SCALARS: list[Any] = [None, True, False, 0, -1, 1.5, 10**400, 1e308, [], {}, [[]], {"type": "Contact"}, *TEXTS, *DATES]
KEYS = (
    "records attributes type Id id LastName Email Name AccountId Birthdate Description allOrNone compositeRequest "
    "method url referenceId body httpHeaders batchRequests richInput graphs graphId q in fields sobjects ids "
    "AcceptedEventInviteeIds ToIds IsRecurrence Recurrence2PatternText RecurrenceType EventId RelationId Status "
    "MailingAddress IsDeleted OwnerId WhoId StartDateTime EndDateTime DurationInMinutes Body ParentId CreatedDate"
).split()
QUERIES = (
    "SELECT Id FROM Contact",
    "SELECT Id FROM Contact WHERE LastName = 'x",
    "SELECT FIELDS(ALL) FROM Lead LIMIT 200",
    "SELECT COUNT(Id) c FROM Contact GROUP BY LastName",
    "FIND {x} RETURNING Contact",
    "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
    "SELECT Id, AcceptedEventInviteeIds, (SELECT Id FROM EventRelations) FROM Event ORDER BY StartDateTime",
    "SELECT ToIds FROM EmailMessage WHERE ToIds = '003000000000000AAA'",
    "SELECT Id FROM Task WHERE What.Type = 'Account' ORDER BY Id DESC NULLS LAST OFFSET 3",
    "((((",
    "SELECT \u0000 FROM x",
    "🙂",
)
HEADERS = {
    "If-Modified-Since": ["Fri, 20 Nov 2026 09:00:00 GMT", "nonsense", "Fri, 99 Nov 2026 09:00:00 GMT", ""],
    "If-Unmodified-Since": ["Fri, 20 Nov 2020 09:00:00 GMT", "x"],
    "If-Match": ['"a"', "*"],
    "If-None-Match": ["*", ",,,"],
    "Sforce-Query-Options": ["batchSize=200", "batchSize=-1", "batchSize=99999999999999", "=;=,"],
    "Sforce-Duplicate-Rule-Header": ["allowSave=true; includeRecordDetails=true", "allowSave", ";;;"],
    "Sforce-Auto-Assign": ["FALSE", "TRUE", "01Q000000000000AAA", ""],
    "Sforce-Mru": ["updateMru=true", "x"],
    "X-PrettyPrint": ["1", "yes"],
    "Content-Type": ["application/json", "text/plain", "application/json; charset=latin-1", "multipart/form-data", ""],
    "Content-Encoding": ["gzip", "br", "deflate"],
}


class Dice:
    """Random parts of a call."""

    def __init__(self, seed: int, ids: list[str]) -> None:
        self.random, self.ids = random.Random(seed), ids

    def word(self) -> str:
        kind = self.random.random()
        if kind < 0.65:
            return self.random.choice(WORDS)
        if kind < 0.85:
            return self.random.choice(self.ids)
        letters = self.random.choices(string.printable + "é中\u202e", k=self.random.randint(1, 20))
        return quote("".join(letters), safe="")

    def path(self) -> str:
        shape = self.random.random()
        if shape < 0.4:
            return "/".join(["sobjects", *(self.word() for _ in range(self.random.randint(1, 4)))])
        return "/".join(self.word() for _ in range(self.random.randint(0, 5))) + self.random.choice(["", "/", "//"])

    def value(self, depth: int = 0) -> Any:
        kind = self.random.random()
        if depth > 4 or kind < 0.5:
            return self.random.choice([*SCALARS, *self.ids])
        if kind < 0.7:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 4))]
        return {self.random.choice(KEYS): self.value(depth + 1) for _ in range(self.random.randint(0, 6))}

    def likely(self, path: str) -> Any:
        """A body of about the right form, so that the fuzz comes past the first check."""
        if self.random.random() < 0.3:
            return self.value()
        rows = [
            {"attributes": {"type": self.random.choice(["Contact", "Account", "Task", "x"])}} | self.row()
            for _ in range(self.random.randint(0, 5))
        ]
        parts = [
            {
                "method": self.random.choice(["GET", "POST", "PATCH", "DELETE", "x"]),
                "url": f"{self.random.choice(['/services/data/', ''])}v67.0/{self.path()}",
                "referenceId": f"r{n}",
                "body": self.value(),
            }
            for n in range(self.random.randint(0, 6))
        ]
        if "composite" in path:
            graphs = [{"graphId": "g", "compositeRequest": parts}]
            return {"records": rows, "compositeRequest": parts, "batchRequests": parts, "graphs": graphs} | self.row()
        return self.row()

    def row(self) -> dict[str, Any]:
        return {self.random.choice(KEYS): self.value(3) for _ in range(self.random.randint(0, 5))}

    def headers(self) -> dict[str, str]:
        names = self.random.sample(sorted(HEADERS), self.random.choice([0, 0, 1, 2]))
        return {name: self.random.choice(HEADERS[name]) for name in names}

    def params(self) -> dict[str, str]:
        names = [
            "q",
            "fields",
            "ids",
            "start",
            "end",
            "limit",
            "offset",
            "explain",
            "sobject",
            "sObjects",
            "updateOnly",
        ]
        chosen = self.random.sample(names, self.random.choice([0, 0, 1, 2, 3]))
        values = [
            *QUERIES,
            "Id",
            "Nope",
            "2026-11-20T09:00:00Z",
            "2026-11-20T09:05:00+00:00",
            "-1",
            "5",
            "true",
            *self.ids,
        ]
        return {name: self.random.choice(values) for name in chosen}

    def call(self) -> tuple[str, str, dict[str, Any]]:
        """(method, path, options) of one call."""
        choice, chance = self.random.choice, self.random.random
        method = choice(["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD"])
        path = self.path()
        if chance() < 0.25:
            path = choice(["query", "queryAll", "search", "parameterizedSearch"])
        elif chance() < 0.4:
            tail = ["", "/batch", "/graph", "/tree/Contact", "/sobjects", "/sobjects/Contact/Email"]
            path = "composite" + choice(tail)
        options: dict[str, Any] = {"params": self.params(), "headers": self.headers()}
        options["version"] = choice(["67.0", "67.0", "59.0", "45.0", "31.0"])
        if method in ("POST", "PATCH", "PUT"):
            text = json.dumps(self.likely(path), ensure_ascii=chance() < 0.5).encode("utf-8", "replace")
            options["data"] = text if chance() < 0.75 else text[: len(text) // 2]
            options["headers"].setdefault("Content-Type", "application/json")
        return method, path, options


def make_ids(world: World) -> list[str]:
    acting = world.salesforce.org.as_user(world.users[ANN])
    account = acting.insert("Account", {"Name": "A"})
    return [account, acting.insert("Contact", {"LastName": "C", "AccountId": account}), acting.insert("Task", {})]


def check(reply: requests.Response, told: str) -> None:
    """No failure of ours, outside or inside; errors in Salesforce's form."""
    assert reply.status_code < 500, f"{told} {reply.text[:400]}"
    assert '"httpStatusCode":5' not in reply.text, told
    assert "UNKNOWN_EXCEPTION" not in reply.text, told
    if reply.status_code >= 400 and reply.text and reply.headers["Content-Type"].startswith("application/json"):
        problems = reply.json()
        # A refused tree answers with results of its rows.
        assert isinstance(problems, dict) or all({"message", "errorCode"} <= set(one) for one in problems), told


@pytest.mark.parametrize("turn", range(3))
def test_no_call_breaks_the_sandbox(world: World, turn: int) -> None:
    seed = seed_of("requests")
    dice = Dice(seed + turn, make_ids(world))
    world.salesforce.quota = 10**9
    for _ in range(ROUNDS):
        method, path, options = dice.call()
        reply = world.call(method, path, **options)
        check(reply, f"seed {seed} turn {turn}: {method} {path} {options} -> {reply.status_code}")


GRANTS = ["authorization_code", "refresh_token", "password", "client_credentials", JWT_BEARER]
TOKENS = ["a.b.c", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJDSUQifQ.", "eyJhbGciOiJIUzI1NiJ9.W10.x", "é", "\u0000", "", "json"]
FIELDS = (
    "grant_type client_id client_secret code redirect_uri assertion refresh_token token format response_type".split()
)
AUTHORIZATIONS = ["Basic %%%", "Basic w6k6", "Bearer", "Bearer x", "x"]


def test_oauth_survives_random_forms(world: World) -> None:
    seed = seed_of("forms")
    dice = random.Random(seed)
    for _ in range(150):
        form = {name: dice.choice([*GRANTS, *TOKENS, "CID"]) for name in dice.sample(FIELDS, dice.randint(0, 6))}
        where = dice.choice(["token", "revoke", "introspect", "userinfo", "authorize", "nope"])
        headers = {"Authorization": dice.choice(AUTHORIZATIONS)} if dice.random() < 0.5 else {}
        url = f"{world.url}/services/oauth2/{where}"
        told = f"seed {seed}: {where} {form} {headers}"
        assert world.session.post(url, data=form, headers=headers, allow_redirects=False).status_code < 500, told
        assert world.session.get(url, params=form, headers=headers, allow_redirects=False).status_code < 500, told
