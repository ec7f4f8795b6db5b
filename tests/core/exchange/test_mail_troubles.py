"""What goes wrong with mails on the way, and every EWS call against Microsoft's schema."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from core.errors import Rejected, Stale, SyncError, Transient, Unauthorized
from core.exchange import ews_paths, ews_streams
from core.exchange.ews_paths import M, T
from core.mails import Mail, Mark
from core.store import Written
from sandbox.microsoft.mail.parts import File
from tests.core.exchange.mail_worlds import POLICY, EwsMailWorld, GraphMailWorld, MailWorld, seen
from tests.core.exchange.tap import Passed, Tap
from tests.core.exchange.test_validity import validated
from tests.sandbox.microsoft_store.mails import ENCRYPTED, INVITATION, MIXED

PDF = File("a.pdf", "application/pdf", b"%PDF" * 1000)


@pytest.fixture(params=[GraphMailWorld, EwsMailWorld], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    opened: MailWorld = request.param()
    yield opened
    opened.calm()


@pytest.fixture
def ews() -> Iterator[EwsMailWorld]:
    opened = EwsMailWorld()
    yield opened
    opened.calm()


@pytest.fixture
def graph() -> Iterator[GraphMailWorld]:
    opened = GraphMailWorld()
    yield opened
    opened.calm()


def failing(passed: Passed, subject: str, code: str) -> tuple[str, bytes]:
    """The reply with an error in place of a message of this subject that comes with its body."""
    if passed.reply.startswith(b"{"):
        whole = json.loads(passed.reply)
        for one in whole.get("responses", ()):
            if one["body"].get("subject") == subject and "body" in one["body"]:
                one["status"] = 400 if code.startswith("ErrorCorrupt") else 500
                one["body"] = {"error": {"code": code, "message": "No."}}
        return passed.status, json.dumps(whole).encode()
    tree = etree.fromstring(passed.reply)
    for one in tree.iter(f"{M}GetItemResponseMessage"):
        if one.findtext(f".//{T}Subject") == subject and one.find(f".//{T}Body") is not None:
            one.set("ResponseClass", "Error")
            one[:] = [etree.Element(f"{M}{name}") for name in ("MessageText", "ResponseCode", "Items")]
            one[0].text, one[1].text = "No.", code
    return passed.status, etree.tostring(tree)


class TestSickMails:
    """One mail that Exchange cannot show holds nobody up."""

    def test_headers_at_least(self, world: MailWorld) -> None:
        keys = [world.key_of(world.receive(subject)) for subject in ("well", "sick", "fine")]
        with Tap(world, after=lambda passed: failing(passed, "sick", "ErrorContentConversionFailed")):
            mails = world.opened().read(keys)
        assert [(one.subject, one.body_text) for one in mails.values()] == [
            ("well", "Dear Anna"),
            ("fine", "Dear Anna"),
            ("sick", None),
        ]

    def test_unreadable(self, world: MailWorld) -> None:
        keys = [world.key_of(world.receive(subject)) for subject in ("well", "sick")]
        with Tap(world, after=lambda passed: failing(passed, "sick", "ErrorCorruptData")):
            assert list(world.opened().read(keys)) == keys[:1]

    @pytest.mark.parametrize("code", ["ErrorContentConversionFailed", "ErrorCorruptData"])
    def test_all_of_them(self, world: MailWorld, code: str) -> None:
        """Then it is the server's fault or ours."""
        keys = [world.key_of(world.receive("sick")) for _ in range(2)]
        with (
            Tap(world, after=lambda passed: failing(passed, "sick", code)),
            pytest.raises(Rejected if code == "ErrorCorruptData" else Transient),
        ):
            world.opened().read(keys)


class TestFaults:
    @pytest.mark.parametrize(
        ("kind", "error"),
        [("server_busy", Transient), ("unauthorized", Unauthorized), ("malformed_reply", Transient)],
    )
    def test_every_call(self, world: MailWorld, kind: str, error: type[SyncError]) -> None:
        mail = world.read(world.receive(files=[PDF]))
        world.fault(kind, times=None, seconds=60)
        calls: list[Callable[[], object]] = [
            world.run,
            lambda: world.mails.read([mail.key]),
            lambda: world.mails.find([mail.message_id or ""]),
            lambda: world.mails.mark([Mark(mail.key, mail.version, (), None)]),
        ]
        for call in calls:
            with pytest.raises(error):
                call()

    def test_a_missing_right(self, graph: GraphMailWorld) -> None:
        graph.fault("forbidden", times=None)
        with pytest.raises(Unauthorized):
            graph.run()

    def test_no_right_to_write(self, graph: GraphMailWorld) -> None:
        """What every mail is refused for concerns the connection."""
        mails = [graph.read(graph.receive()) for _ in range(2)]
        graph.fault("forbidden", operation="^PATCH", times=None)
        with pytest.raises(Unauthorized):
            graph.mails.mark([Mark(mail.key, mail.version, (), "02s1") for mail in mails])

    def test_cut_off_between_two_pages(self, graph: GraphMailWorld) -> None:
        """What was told of a change goes on as that, not as a first listing."""
        cursor = graph.run()[-1].cursor
        keys = {graph.key_of(graph.receive(f"New {number}")) for number in range(3)}
        limits = graph.microsoft.graph.limits
        whole, limits.page_size = limits.page_size, 1
        try:
            pages = graph.run(cursor)
            rest = [one.key for page in pages[:2] for one in page.seen]
            assert len(rest) == 1
            again = graph.run(pages[1].cursor)
        finally:
            limits.page_size = whole
        assert {*rest, *seen(again)} == keys
        assert not any(page.full for page in again)


@pytest.mark.parametrize("name", [b"Changes", b"Items"])
def test_a_reply_without_its_parts(ews: EwsMailWorld, name: bytes) -> None:
    """It means neither that nothing has changed nor that a mail is gone."""
    key = ews.key_of(ews.receive())
    with (
        Tap(ews, after=lambda passed: (passed.status, passed.reply.replace(b":" + name + b">", b":Lost>"))),
        pytest.raises(Transient) as failure,
    ):
        ews.run()
        ews.mails.read([key])
    assert failure.value.code == "malformed_reply"


class TestStreams:
    """An attachment that does not come whole is never taken for a whole one."""

    @pytest.mark.parametrize("cut", [500, 2500])
    def test_broken_off(self, ews: EwsMailWorld, cut: int) -> None:
        mail = ews.read(ews.receive(files=[PDF]))
        with Tap(ews, after=lambda passed: (passed.status, passed.reply[:cut])), pytest.raises(Transient):
            content(ews, mail)

    def test_a_token_that_ran_out(self, graph: GraphMailWorld) -> None:
        mail = graph.read(graph.receive(files=[PDF]))
        refused: list[Passed] = []

        def refuse(passed: Passed) -> tuple[str, dict[str, str], bytes] | None:
            if "$value" not in passed.path or refused:
                return None
            refused.append(passed)
            return "401 Unauthorized", {"Content-Type": "application/json"}, b"{}"

        with Tap(graph, instead=refuse):
            assert content(graph, mail) == PDF.content

    @pytest.mark.parametrize(
        ("status", "reply", "error"),
        [
            ("200 OK", b"<html>", Transient),
            ("200 OK", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", Transient),
            ("500 Error", b"<s:Fault><e:ResponseCode>ErrorServerBusy</e:ResponseCode></s:Fault>", Transient),
            ("401 Unauthorized", b"", Unauthorized),
            ("503 Busy", b"", Transient),
        ],
    )
    def test_no_content(self, ews: EwsMailWorld, status: str, reply: bytes, error: type[SyncError]) -> None:
        mail = ews.read(ews.receive(files=[PDF]))
        with Tap(ews, after=lambda passed: (status, reply)), pytest.raises(error):
            content(ews, mail)

    def test_characters_that_xml_must_not_have(self) -> None:
        """A whole reply, byte by byte."""
        reader = ews_streams.Reader()
        told = (
            f"<m:R xmlns:m='{ews_paths.MESSAGES}' xmlns:t='{ews_paths.TYPES}'><m:ResponseCode>NoError</m:ResponseCode>"
            "<t:Name>a&#x1;&amp;&#0;\x02b&#65;.txt</t:Name><t:Content>JVBE\nRg==</t:Content></m:R>"
        )
        found = b"".join(reader.feed(bytes([one])) for one in told.encode())
        reader.end()
        assert found == b"%PDF"

    def test_no_base64(self, ews: EwsMailWorld) -> None:
        mail = ews.read(ews.receive(files=[PDF]))
        with (
            Tap(ews, after=lambda passed: (passed.status, passed.reply.replace(b"JVBERiVQ", b"J?BERiVQ"))),
            pytest.raises(Transient),
        ):
            content(ews, mail)

    def test_an_attached_mail_is_no_file_of_ews(self, ews: EwsMailWorld) -> None:
        mail = ews.read(ews.outlook.put_mime(MIXED))
        [inside] = [one for one in mail.attachments if one.item]
        with pytest.raises(Rejected), ews.mails.attachment(mail.key, inside.key):
            pass


def content(world: MailWorld, mail: Mail) -> bytes:
    with world.opened().attachment(mail.key, mail.attachments[0].key) as chunks:
        return b"".join(chunks)


def life(world: MailWorld) -> None:
    """All that a store of mails can be asked, once."""
    first, second = world.receive("First", "<p>x</p>", body_type="html", files=[PDF]), world.receive("Second", "y")
    world.outlook.put_mime(ENCRYPTED)
    world.outlook.put_mime(INVITATION, categories=["Salesforce"])
    cursor = world.run()[-1].cursor
    mail = world.read(first)
    assert isinstance(world.mark(mail, "Salesforce", "A&B", link="https://x.example"), Written)
    assert isinstance(world.mark(mail, peer=None), Written | Stale)
    world.outlook.move(world.now(first), POLICY.folder)
    world.outlook.read(second)
    world.outlook.delete(world.now(second))
    world.run(cursor)
    [found] = world.mails.find([mail.message_id or "", "<none@x.example>"]).values()
    whole = world.mails.read([found[0].key, world.key_of(world.now(second))])
    assert content(world, whole[found[0].key]) == PDF.content


def test_a_whole_life_is_valid(ews: EwsMailWorld, schemas: Path) -> None:
    operations = validated(ews, lambda: life(ews), schemas)
    assert operations.keys() >= {
        *("GetFolder", "FindFolder", "CreateFolder", "SyncFolderItems", "GetItem", "FindItem", "UpdateItem"),
        "GetAttachment",
    }
    assert not operations.keys() & {"CreateItem", "MoveItem", "DeleteItem", "SendItem"}


def test_few_calls(graph: GraphMailWorld) -> None:
    """A run in which nothing happened: folders, and a page of each feed."""
    cursor = graph.run()[-1].cursor
    graph.run(cursor)
    assert graph.mails.calls <= 6
