"""Salesforce as its user sees it: unmodified simple-salesforce, signed in with the user's own password."""

from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.format import format_soql
from simple_salesforce.login import SalesforceLogin

from tests.trusting import TrustingAdapter

# SOAP's login() ends with version 64.0.
VERSION = "64.0"


class Crm:
    def __init__(self, client: Any) -> None:
        self._client = client

    def rows(self, sobject: str, order: str = "Id", **where: str) -> list[dict[str, Any]]:
        """Whole records with these values."""
        wanted = " AND ".join(format_soql(f"{name} = {{}}", value) for name, value in where.items())
        found = self._client.query_all(f"SELECT Id FROM {sobject} WHERE {wanted} ORDER BY {order}")["records"]  # noqa: S608  (quoted by format_soql)
        return [dict(getattr(self._client, sobject).get(row["Id"])) for row in found]

    def the(self, sobject: str, **where: str) -> dict[str, Any]:
        found = self.rows(sobject, **where)
        assert len(found) == 1, f"{len(found)} {sobject} with {where}"
        return found[0]

    def add(self, sobject: str, **values: Any) -> str:
        return str(getattr(self._client, sobject).create(values)["id"])

    def edit(self, sobject: str, record_id: str, **values: Any) -> None:
        assert getattr(self._client, sobject).update(record_id, values) == 204

    def starts(self, subject: str) -> list[datetime]:
        rows = self.rows("Event", "StartDateTime", Subject=subject)
        return [datetime.fromisoformat(row["StartDateTime"]) for row in rows]


def open_crm(url: str, ca: Path, username: str, password: str) -> Crm:
    session = requests.Session()
    session.mount("https://", TrustingAdapter(ca, url))
    session_id, instance = SalesforceLogin(
        username=username, password=password, security_token="", sf_version=VERSION, session=session
    )
    return Crm(Salesforce(session_id=session_id, instance=instance, session=session, version=VERSION))
