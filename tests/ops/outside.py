"""The world outside in tests of the command line: a sandbox in a process of its own, and people who work in it over
HTTPS, as any client would: Salesforce's REST API after its code flow with PKCE, Graph for both mailboxes."""

import base64
import hashlib
import html
import json
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

ROOT = Path(__file__).resolve().parents[2]
VERSION = "v62.0"
MINE = "SELECT Id, FirstName, LastName, Email, Phone, Title, Department FROM Contact USING SCOPE mine"
STOP_SECONDS = 15


@contextmanager
def running_sandbox(home: Path, *options: str) -> Iterator[dict[str, Any]]:
    """`bothways sandbox --json` on free ports; yields what it says of itself."""
    base = free_base(1, 2)
    command = [sys.executable, "-m", "ops.cli", "sandbox", "--json", "--port-base", str(base), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        assert process.wait(STOP_SECONDS) == 0


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Nothing of this process's own settings; no colours, 80 columns."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOTHWAYS_")}
    given = {f"BOTHWAYS_{name}": value for name, value in settings.items()}
    return kept | {"BOTHWAYS_HOME": str(home), "COLUMNS": "80", "NO_COLOR": "1"} | given


def free_base(*offsets: int) -> int:
    """A port base whose ports at the offsets are free."""
    while True:
        base = secrets.randbelow(20_000) + 20_000
        try:
            for offset in offsets:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", base + offset))
        except OSError:
            continue
        return base


class Salesforce:
    """One user of Salesforce, signed in by the code flow with PKCE."""

    def __init__(self, told: dict[str, Any], username: str) -> None:
        self._crm = told["salesforce"]
        self._session = _session(told)
        tokens = self._tokens(username, next(u["password"] for u in self._crm["users"] if u["username"] == username))
        self.refresh_token = str(tokens["refresh_token"])
        self._session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        # As somebody who was warned of a duplicate and saves it all the same.
        self._session.headers["Sforce-Duplicate-Rule-Header"] = "allowSave=true"
        self._root = f"{self._crm['login_url']}/services/data/{VERSION}"

    def add(self, **values: str) -> str:
        return str(self._call("POST", "/sobjects/Contact", values)["id"])

    def edit(self, record_id: str, **values: str | None) -> None:
        self._call("PATCH", f"/sobjects/Contact/{record_id}", values)

    def delete(self, record_id: str) -> None:
        self._call("DELETE", f"/sobjects/Contact/{record_id}")

    def mine(self) -> list[dict[str, Any]]:
        return list(self._call("GET", f"/query?q={MINE}")["records"])

    def find(self, email: str) -> dict[str, Any]:
        [row] = [row for row in self.mine() if row["Email"] == email]
        return row

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._session.request(method, self._root + path, json=body)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def _tokens(self, username: str, password: str) -> dict[str, Any]:
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._crm["client_id"],
            "redirect_uri": self._crm["redirect_uri"],
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "scope": "api refresh_token",
        }
        login = f"{self._crm['login_url']}/services/oauth2"
        page = self._session.get(f"{login}/authorize", params=asked, allow_redirects=False)
        for answer in ({"username": username, "password": password}, {"decision": "allow"}):
            if page.status_code == 200:
                page = self._fill(page, answer)
        form = {
            "grant_type": "authorization_code",
            "client_id": self._crm["client_id"],
            "client_secret": self._crm["client_secret"],
            "redirect_uri": self._crm["redirect_uri"],
            "code": parse_qs(urlsplit(page.headers["Location"]).query)["code"][0],
            "code_verifier": verifier,
        }
        return dict(self._session.post(f"{login}/token", data=form).json())

    def _fill(self, page: requests.Response, fields: dict[str, str]) -> requests.Response:
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in hidden} | fields
        return self._session.post(page.url, data=form, allow_redirects=False)


class Outlook:
    """The contacts and mails of one mailbox, by Graph (both mailboxes have this face)."""

    def __init__(self, told: dict[str, Any], address: str) -> None:
        microsoft = told["microsoft"]
        self._session = _session(told)
        form = {
            "grant_type": "client_credentials",
            "client_id": microsoft["client_id"],
            "client_secret": microsoft["client_secret"],
            "scope": "https://graph.microsoft.com/.default",
        }
        token = self._session.post(f"{microsoft['authority_url']}/oauth2/v2.0/token", data=form).json()["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.headers["Prefer"] = 'IdType="ImmutableId"'
        self._root = f"{microsoft['graph_url']}/users/{address}"

    def contacts(self, folder: str = "Salesforce Contacts") -> list[dict[str, Any]]:
        return list(self._call("GET", f"{self._folder(folder)}/contacts?$top=500")["value"])

    def add(self, folder: str = "Salesforce Contacts", **fields: Any) -> str:
        return str(self._call("POST", f"{self._folder(folder)}/contacts", fields)["id"])

    def edit(self, key: str, **fields: Any) -> None:
        self._call("PATCH", f"/contacts/{key}", fields)

    def delete(self, key: str) -> None:
        self._call("DELETE", f"/contacts/{key}")

    def find(self, email: str) -> dict[str, Any]:
        [one] = [c for c in self.contacts() if email in [e["address"] for e in c["emailAddresses"]]]
        return one

    def mail(self) -> dict[str, Any]:
        """One of the inbox, the newest."""
        rows = self._call("GET", "/mailFolders/inbox/messages?$top=1&$select=id,subject")["value"]
        return dict(rows[0])

    def _folder(self, name: str) -> str:
        if name == "contacts":
            return ""
        [folder] = [f for f in self._call("GET", "/contactFolders")["value"] if f["displayName"] == name]
        return f"/contactFolders/{folder['id']}"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._session.request(method, self._root + path, json=body)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


def email(address: str) -> list[dict[str, str]]:
    return [{"name": address, "address": address}]


def _session(told: dict[str, Any]) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = told["ca_file"] or True
    return session
