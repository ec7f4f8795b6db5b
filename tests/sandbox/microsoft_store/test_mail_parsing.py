"""MIME from anywhere becomes a message: fields, body, attachments; broken MIME too, and nothing fails."""

import random
from typing import Any

import pytest

from sandbox.microsoft.mail.compose import compose
from sandbox.microsoft.mail.parse import Parsed, parse
from sandbox.microsoft.mail.parts import File
from tests.sandbox.microsoft_store import mails
from tests.seeds import seed_of


def test_headers_become_fields() -> None:
    fields = parse(mails.PLAIN).fields
    assert fields["subject"] == "Grüße aus Kiel"
    assert fields["from"] == fields["sender"] == {"name": "Zöë Müller", "address": "zoe@partner.example"}
    assert [p["address"] for p in fields["to_recipients"]] == ["anna.keller@contoso.test", "bob@other.example"]
    assert fields["to_recipients"][0]["name"] == "Keller, Anna"
    assert (fields["importance"], fields["sensitivity"]) == ("High", "Confidential")
    assert fields["sent"].isoformat() == "2026-03-02T07:59:00+00:00"
    assert (fields["body"], fields["body_type"]) == ("Schön\r\nzweite\r\n", "text")
    assert fields["internet_message_id"] == "<one@partner.example>"
    assert ["X-Priority", "1"] in fields["headers"]


def test_parts_become_body_and_attachments() -> None:
    parsed = parse(mails.MIXED)
    assert (parsed.fields["body_type"], parsed.fields["body"][:7]) == ("html", "<p>Rich")
    picture, report, inner = parsed.files
    assert (picture.name, picture.is_inline, picture.content_id, picture.content) == (
        *("pic.png", True, "pic"),
        mails.PICTURE,
    )
    assert (report.name, report.content_type, report.content) == ("Übersicht.pdf", "application/pdf", b"%PDF")
    assert (inner.name, inner.is_item, parse(inner.content).fields["internet_message_id"]) == (
        *("Inside", True),
        "<in@inner.example>",
    )


CASES: list[tuple[str, bytes, str, Any, Any]] = [
    # what, MIME, item class, body (None: there is none), names of the attachments
    ("nothing", b"", "IPM.Note", None, []),
    ("no headers", b"just some words", "IPM.Note", "just some words", []),
    ("bytes", bytes(range(128, 256)), "IPM.Note", ..., []),
    ("encrypted", mails.ENCRYPTED, "IPM.Note.SMIME", None, ["smime.p7m"]),
    ("signed", mails.SIGNED, "IPM.Note.SMIME.MultipartSigned", "signed", ["smime.p7m"]),
    ("winmail.dat", mails.TNEF, "IPM.Note", None, ["winmail.dat"]),
    ("a bounce", mails.BOUNCE, "REPORT.IPM.Note.NDR", "Not delivered", ["ATT00001.txt"]),
    ("an invitation", mails.INVITATION, "IPM.Schedule.Meeting.Request", None, ["ATT00001.ics"]),
    ("no boundary", mails.typed(b"multipart/mixed"), "IPM.Note", "x\r\n", []),
    ("another boundary", mails.typed(b"multipart/mixed; boundary=q", b"--w\r\n\r\ny\r\n"), "IPM.Note", ..., []),
    ("an unknown charset", mails.typed(b"text/plain; charset=klingon", b"\xe9\r\n"), "IPM.Note", "é\r\n", []),
    ("a wrong charset", mails.typed(b"text/plain; charset=ascii", b"\xe9\r\n"), "IPM.Note", "\ufffd\r\n", []),
    ("no charset", mails.typed(b"text/plain", "é\r\n".encode()), "IPM.Note", "é\r\n", []),
    ("a bad type", mails.typed(b"text/", b"z\r\n"), "IPM.Note", None, ["ATT00001.dat"]),
    ("a bad name", mails.typed(b"image/png; name*=klingon''%ff"), "IPM.Note", None, ...),
    ("a hostile name", mails.typed(b'image/png; name="..\\\\..\\\\a.exe"'), "IPM.Note", None, ["..\\..\\a.exe"]),
    (
        *("bad base64", mails.typed(b"image/png; name=a.png", b"!!!", b"Content-Transfer-Encoding: base64\r\n")),
        *("IPM.Note", None, ["a.png"]),
    ),
    ("deep", mails.nested(2000), "IPM.Note", ..., []),
]


@pytest.mark.parametrize(("mime", "item_class", "body", "names"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_broken_and_special_mime(mime: bytes, item_class: str, body: Any, names: Any) -> None:
    parsed = parse(mime)
    assert parsed.fields.get("item_class", "IPM.Note") == item_class
    assert body is ... or parsed.fields.get("body") == body
    assert names is ... or [f.name for f in parsed.files] == names


@pytest.mark.parametrize(
    ("header", "name", "value"),
    [
        (b"Subject: =?utf-8?b?!!!?= x", "subject", "=?utf-8?b?!!!?= x"),
        (b"Subject: =?klingon?q?abc?=", "subject", "=?klingon?q?abc?="),
        (b"Subject: a\r\n b\r\n\tc", "subject", "a b\tc"),
        (b"Subject: \xe9t\xe9", "subject", "été"),
        (b"Subject: \xc3\xa9", "subject", "é"),
        (b"Date: nonsense", "sent", None),
        (b"Date: Mon, 99 Mar 2026 99:99:99 +9999", "sent", None),
        (b"To: undisclosed-recipients:;", "to_recipients", None),
        (b"To: <<x@y.example", "to_recipients", [{"name": "x@y.example", "address": "x@y.example"}]),
        (b"From: nobody", "from", None),
        (b"Sensitivity: whatever", "sensitivity", None),
    ],
)
def test_broken_headers(header: bytes, name: str, value: Any) -> None:
    assert parse(header + b"\r\n\r\nbody\r\n").fields.get(name) == value


def test_two_thousand_recipients_are_all_read() -> None:
    to = b",\r\n ".join(b"p%d@many.example" % n for n in range(2000))
    assert len(parse(b"To: " + to + b"\r\n\r\nx").fields["to_recipients"]) == 2000


def test_composed_mime_is_read_back_the_same(clock: Any) -> None:
    fields: dict[str, Any] = {
        "subject": "Grüße, " + "ä" * 100,
        "from": {"name": "Köhler, Jö", "address": "jo@a.example"},
        "to_recipients": [{"name": "", "address": f"p{n}@a.example"} for n in range(30)],
        "bcc_recipients": [{"name": "", "address": "secret@a.example"}],
        "body": "<p>ä</p>",
        "body_type": "html",
        "importance": "High",
        "sensitivity": "Private",
        "internet_message_id": "<x@a.example>",
        "headers": [["X-Own", "wert ü"], ["Received", "from x"], ["Content-Type", "text/evil"]],
    }
    files = [
        File("ä b.txt", "text/plain", b"\x00\xff"),
        File("p.png", "image/png", mails.PICTURE, "cid1", True),
        File("m", "message/rfc822", mails.INNER, is_item=True),
    ]
    mime = compose(fields, files, clock.now())
    back = parse(mime)
    for name in ("subject", "from", "importance", "sensitivity", "internet_message_id", "body_type"):
        assert back.fields[name] == fields[name], name
    assert back.fields["body"].strip() == "<p>ä</p>"
    assert len(back.fields["to_recipients"]) == 30 and b"secret@" not in mime
    assert ["X-Own", "wert ü"] in back.fields["headers"] and b"text/evil" not in mime
    assert {f.name: f.content for f in back.files if not f.is_item} == {f.name: f.content for f in files[:2]}
    assert [f.is_item for f in back.files] == [False, False, True]


def test_hostile_fields_are_composed_and_random_bytes_parsed(clock: Any) -> None:
    chance = random.Random(seed_of("mail parsing"))
    bad = 'a\r\nBcc: x@y\ud800\x00,;<>"é'
    for _ in range(20):
        fields: dict[str, Any] = dict.fromkeys(("subject", "body", "internet_message_id", "references"), bad)
        fields |= {"from": {"name": bad, "address": bad}, "to_recipients": [{"name": bad, "address": bad}]}
        fields["headers"] = [[bad, bad], ["X-" + bad, bad], ["X-A", bad]]
        mime = compose(fields, [File(bad, bad, b"x", bad, True)], clock.now())
        assert isinstance(parse(mime), Parsed) and b"\r\nBcc:" not in mime.partition(b"\r\n\r\n")[0]
        spoilt = bytearray(mails.MIXED)
        for _ in range(30):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        parse(bytes(spoilt))
        parse(bytes(spoilt[: chance.randrange(len(spoilt))]))
