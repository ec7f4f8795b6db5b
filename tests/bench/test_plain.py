"""The plain program asks what the run asked, in the same order, and looks at every value that it is told."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from bench import bare, plain
from bench.plain_fields import Fields
from bench.tape import Said, Tape
from sandbox.tls import make_certificates
from sandbox.web import Server

TYPES = 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
MESSAGES = 'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
FOLDER = '<t:FolderId Id="folder"/>'
PROPERTY = '<t:ExtendedFieldURI PropertySetId="54cc1a6b-772e-494b-a7eb-a4ccfca8201e" PropertyName="Stamp"'
TASK = (
    "<t:Task><t:Subject>Call</t:Subject><t:Categories><t:String>Salesforce</t:String></t:Categories>"
    f'<t:ExtendedProperty>{PROPERTY} PropertyType="String"/><t:Value>s1</t:Value></t:ExtendedProperty></t:Task>'
)
NEW = f"<m:CreateItem><m:SavedItemFolderId>{FOLDER}</m:SavedItemFolderId><m:Items>{TASK}</m:Items></m:CreateItem>"
MADE = (
    "<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass='Success'>"
    "<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Task><t:ItemId Id='k' ChangeKey='v'/></t:Task></m:Items>"
    "</m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>"
)


def envelope(content: str, header: str = "") -> bytes:
    soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    return f"<s:Envelope {soap} {TYPES} {MESSAGES}>{header}<s:Body>{content}</s:Body></s:Envelope>".encode()


def said(server: int, path: str, body: bytes, kind: str, answer: bytes) -> Said:
    headers = {"Content-Type": kind, "Authorization": "Bearer t"}
    return Said(server, "POST", path, headers, body, "200 OK", [("Content-Type", kind)], answer)


def conversation() -> list[Said]:
    rows = {"compositeResponse": [{"body": {"records": [{"Id": "00T1", "ActivityDate": "2026-01-31"}]}}]}
    asked: dict[str, list[str]] = {"compositeRequest": []}
    who = (
        '<s:Header><t:RequestServerVersion Version="Exchange2013_SP1"/><t:ExchangeImpersonation><t:ConnectingSID>'
        "<t:PrimarySmtpAddress>ann@x.example</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></s:Header>"
    )
    version = (
        '<s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013_SP1"/></s:Header>'
    )
    composite = said(
        0, "/services/data/v67.0/composite", json.dumps(asked).encode(), "application/json", json.dumps(rows).encode()
    )
    return [
        composite,
        said(1, "/EWS/Exchange.asmx", envelope(NEW, who), "text/xml; charset=utf-8", envelope(MADE, version)),
    ]


def left(folder: Path) -> bare.Left:
    database = folder / "left.db"
    with sqlite3.connect(database) as source:
        source.execute("CREATE TABLE link (id TEXT PRIMARY KEY, base JSON)")
        source.execute("INSERT INTO link VALUES ('l1', '{\"subject\": \"Call\"}')")
    return bare.Left(database, folder, {"link": "id IS NOT NULL"})


def test_both_floors_say_and_keep_the_same(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    folders = [tmp_path / name for name in ("bare", "plain")]
    for folder in folders:
        folder.mkdir()
    floors = [
        bare.measure(conversation(), certificates, left(folders[0])),
        plain.measure("task", conversation(), certificates, left(folders[1])),
    ]
    assert all(floor.talk > 0 and floor.rows > 0 for floor in floors)
    with sqlite3.connect(tmp_path / "plain" / "plain.db") as kept:
        assert kept.execute("SELECT id, base FROM link").fetchall() == [("l1", '{"subject": "Call"}')]
        assert kept.execute("SELECT count(*) FROM plain_intent").fetchone() == (0,)


@pytest.mark.parametrize("other", ["/EWS/Exchange.asmx", "/services/data/v67.0/composite"])
def test_what_was_not_asked_then_is_not_answered(tmp_path: Path, other: str) -> None:
    certificates = make_certificates(tmp_path)
    [_, wanted] = conversation()
    with bare.answering([wanted], certificates) as ports:
        url = f"https://localhost:{ports[1]}{other}"
        body = envelope("<m:GetItem/>")
        assert requests.post(url, data=body, verify=str(certificates.ca), timeout=10).status_code == 500


def test_what_was_said_is_said_again_and_nothing_is_left_out() -> None:
    """By the tape, to a run that is made again: nothing reaches the application meanwhile."""
    tape, asked = Tape(), list[str]()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(len(asked)).encode()]

    server = Server(tape.around(app))

    def told(path: str) -> str:
        answer = requests.get(server.url + path, timeout=10)
        return answer.text if answer.ok else answer.reason

    try:
        tape.start()
        assert [told("/a"), told("/b")] == ["1", "2"]
        kept = tape.stop()
        assert told("/c") == "3"
        with tape.again(kept):
            assert [told("/a"), told("/b"), told("/b")] == ["1", "2", "Not asked then"]
        with pytest.raises(AssertionError, match="1 of 2 answers"), tape.again(kept):
            assert told("/a") == "1"
        assert told("/d") == "4"
    finally:
        server.close()


def test_each_value_counts() -> None:
    fields = Fields("task")
    told = {"id": "1", "@odata.etag": "v", "title": "Call", "body": {"content": "Notes"}, "dueDateTime": None}
    same = {**told, "title": " Call\r\n"}
    assert fields.of_graph(told) == fields.of_graph(same)
    for name, value in (("@odata.etag", "w"), ("body", {"content": "Other"}), ("categories", ["Salesforce"])):
        assert fields.of_graph({**told, name: value}) != fields.of_graph(told)
    row = {"Id": "1", "Subject": "Call"}
    assert fields.of_salesforce(row) != fields.of_salesforce({**row, "Subject": "Write"})
