"""A phone on Microsoft 365: plain requests against Graph, signed in as the user (code flow with PKCE)."""

import base64
import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.phone.things import HOME, ZONE, Thing

SCOPES = "Contacts.ReadWrite Calendars.ReadWrite Mail.ReadWrite Tasks.ReadWrite"
CALLBACK = "msauth://phone"
SHARED = ("Salesforce Contacts", "Salesforce Tasks", "Salesforce Emails", "Project")
FOLDERS = {"contact": "contactFolders", "task": "todo/lists", "mail": "mailFolders"}
ITEMS = {"contact": "contacts", "task": "tasks", "mail": "messages"}
SHOWN = {"Prefer": f'outlook.timezone="{ZONE.key}"'}
NAMES = {
    "contact": {"last_name": "surname", "first_name": "givenName", "mobile": "mobilePhone"},
    "task": {"subject": "title"},
    "event": {"subject": "subject"},
    "mail": {"subject": "subject", "read": "isRead"},
}


def sign_in(session: requests.Session, authority: str, client_id: str, address: str) -> str:
    """An access token of the user's, as a phone gets one. authority: `https://host/{tenant}`."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    known = {"client_id": client_id, "redirect_uri": CALLBACK, "scope": SCOPES}
    asked = {"response_type": "code", "prompt": "none", "login_hint": address, "code_challenge_method": "S256"}
    url = f"{authority}/oauth2/v2.0/authorize"
    page = session.get(url, params=known | asked | {"code_challenge": challenge}, allow_redirects=False, timeout=20)
    (code,) = parse_qs(urlsplit(page.headers["Location"]).query)["code"]
    form = known | {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    return str(session.post(f"{authority}/oauth2/v2.0/token", data=form, timeout=20).json()["access_token"])


class GraphPhone:
    """session: with the user's token. url: Graph's, with its version."""

    def __init__(self, session: requests.Session, url: str) -> None:
        self._session, self._me = session, f"{url}/me"

    def _call(self, method: str, path: str, **options: Any) -> Any:
        url = path if path.startswith("https:") else f"{self._me}/{path}"
        answer = self._session.request(method, url, headers=SHOWN, timeout=20, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def _list(self, path: str) -> list[dict[str, Any]]:
        rows, link = [], path
        while link:
            page = self._call("GET", link)
            rows += page["value"]
            link = page.get("@odata.nextLink", "")
        return rows

    def _folders(self, kind: str) -> dict[str, str]:
        """Paths of the folders by their names."""
        rows = self._list(FOLDERS[kind])
        return {row["displayName"]: f"{FOLDERS[kind]}/{row['id']}" for row in rows}

    def places(self, kind: str) -> list[str]:
        return list(self._folders(kind))

    def _path(self, kind: str, place: str) -> str:
        """Where the items of a place are listed."""
        if place != HOME:
            return f"{self._folders(kind)[place]}/{ITEMS[kind]}"
        if kind == "task":
            (home,) = [r["id"] for r in self._list("todo/lists") if r["wellknownListName"] == "defaultList"]
            return f"todo/lists/{home}/tasks"
        return {"contact": "contacts", "mail": "mailFolders/inbox/messages", "event": "events"}[kind]

    def things(self, kind: str) -> list[Thing]:
        places = [HOME, *(name for name in (self.places(kind) if kind != "event" else ()) if name in SHARED)]
        found = []
        for place in places:
            path = self._path(kind, place)
            found += [_thing(kind, place, row, f"{path}/{row['id']}") for row in self._list(path)]
        return found

    def occurrences(self, title: str) -> list[Thing]:
        begin = datetime.now(UTC)
        window = f"startDateTime={begin:%Y-%m-%dT%H:%M:%SZ}&endDateTime={begin + timedelta(days=90):%Y-%m-%dT%H:%M:%SZ}"
        rows = self._list(f"calendarView?{window}&$orderby=start/dateTime")
        return [_thing("event", HOME, row, f"events/{row['id']}") for row in rows if row["subject"] == title]

    def add(self, kind: str, place: str, **fields: Any) -> None:
        self._call("POST", self._path(kind, place), json=_json(kind, fields))

    def change(self, thing: Thing, **fields: Any) -> None:
        self._call("PATCH", thing.handle, json=_json(thing.kind, fields))

    def move(self, thing: Thing, place: str) -> None:
        """Graph moves contacts by their parent, and tasks not at all."""
        if thing.kind == "contact":
            folder = self._folders("contact")[place].rpartition("/")[2] if place else self._home_of_contacts()
            self._call("PATCH", thing.handle, json={"parentFolderId": folder})
            return
        self._post(thing, "move", place)

    def copy(self, thing: Thing, place: str) -> None:
        self._post(thing, "copy", place)

    def delete(self, thing: Thing) -> None:
        self._call("DELETE", thing.handle)

    def _post(self, mail: Thing, action: str, place: str) -> None:
        folder = self._folders("mail")[place].rpartition("/")[2] if place else "inbox"
        self._call("POST", f"{mail.handle}/{action}", json={"destinationId": folder})

    def _home_of_contacts(self) -> str:
        """Contacts is not among the contact folders; they lie in it."""
        return str(self._list("contactFolders")[0]["parentFolderId"])


def _moment(value: datetime) -> dict[str, str]:
    return {"dateTime": f"{value.astimezone(ZONE):%Y-%m-%dT%H:%M:%S}", "timeZone": ZONE.key}


def _json(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    shown = {NAMES[kind][name]: value for name, value in fields.items() if name in NAMES[kind]}
    if "categories" in fields:
        shown["categories"] = sorted(fields["categories"])
    if "email" in fields:
        shown["emailAddresses"] = [{"address": fields["email"], "name": fields["email"]}]
    if "due" in fields:
        shown["dueDateTime"] = {"dateTime": f"{fields['due']}T00:00:00", "timeZone": ZONE.key}
    if "done" in fields:
        shown["status"] = "completed" if fields["done"] else "notStarted"
    for name in {"start", "end"} & fields.keys():
        shown[name] = _moment(fields[name])
    if "location" in fields:
        shown["location"] = {"displayName": fields["location"]}
    if "weekly" in fields:
        shown["recurrence"] = _weekly(fields["start"].astimezone(ZONE).date(), fields["weekly"])
    return shown


def _weekly(first: date, count: int) -> dict[str, Any]:
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [f"{first:%A}".lower()], "firstDayOfWeek": "monday"}
    return {"pattern": pattern, "range": {"type": "numbered", "startDate": f"{first}", "numberOfOccurrences": count}}


def _thing(kind: str, place: str, row: dict[str, Any], path: str) -> Thing:
    fields = {ours: row.get(theirs) for ours, theirs in NAMES[kind].items()}
    fields["categories"] = set(row.get("categories", ()))
    if kind == "contact":
        fields["email"] = next((one["address"] for one in row["emailAddresses"]), None)
    if kind == "task":
        due = row.get("dueDateTime")
        fields |= {"due": date.fromisoformat(due["dateTime"][:10]) if due else None}
        fields |= {"done": row["status"] == "completed", "notes": row["body"]["content"]}
    if kind == "event":
        fields |= {name: _read(row[name]) for name in ("start", "end")}
        fields["location"] = row["location"].get("displayName") or None
    return Thing(kind, place, fields, path)


def _read(shown: dict[str, str]) -> datetime:
    return datetime.fromisoformat(shown["dateTime"][:19]).replace(tzinfo=ZONE)
