"""The email made of a mail: people, question, direction, bodies, files."""

from dataclasses import replace
from typing import Any

import pytest

from core.emails import ADDRESSES, FilingPolicy, Person, PersonKind, Role, fitting
from core.mails import Address, AttachmentInfo, identity, is_surrogate
from tests.worker.filing.world import ANN, ME, OWN, mail
from worker.filing.attachments import NAME_LIMIT, choose, safe_name
from worker.filing.compose import ENCRYPTED, about, email_of
from worker.filing.sanitise import sanitise

BEN = Person("00QB", PersonKind.LEAD, "Ben", "ben@ng.example")
TWIN = replace(ANN, key="003T")
POLICY = FilingPolicy()
WITH_BEN: dict[str, Any] = {"to": (Address("Ben", BEN.address), Address("Me", OWN))}


@pytest.mark.parametrize(
    ("values", "people", "who", "related", "question"),
    [
        ({}, (ANN, ME), "003A", "001L", None),
        ({}, (ME,), None, None, None),
        ({"sender": Address("", BEN.address)}, (ANN, BEN, ME), "00QB", None, None),
        (WITH_BEN, (ANN, BEN, ME), None, None, "several"),
        ({}, (ANN, TWIN, ME), None, None, "ambiguous"),
        ({}, (ANN, replace(ME, address=ANN.address)), None, None, None),
    ],
)
def test_whom_it_is_about(
    values: dict[str, Any], people: tuple[Person, ...], who: str | None, related: str | None, question: str | None
) -> None:
    found = about(mail(**values), by_address(people), POLICY)
    assert (found.who, found.related) == (who, related)
    assert (found.question or {}).get("code") == question


def by_address(people: tuple[Person, ...]) -> dict[str, tuple[Person, ...]]:
    return {one.address: tuple(p for p in people if p.address == one.address) for one in people}


def test_the_account_is_a_choice() -> None:
    policy = FilingPolicy(account_as_related=False)
    assert about(mail(), by_address((ANN,)), policy).related is None


def test_relations_direction_and_thread() -> None:
    one = mail(**WITH_BEN, cc=(Address("", "x@else.example"),), references=("<0@lee.example>", "<00@x>"))
    people = by_address((ANN, TWIN, BEN, ME))
    email = email_of(one, "<p>Hello</p>", people, about(one, people, POLICY))
    roles = [(relation.role, relation.address, relation.key) for relation in email.relations]
    assert roles == [
        (Role.FROM, ANN.address, None),
        (Role.TO, BEN.address, "00QB"),
        (Role.TO, OWN, "005M"),
        (Role.CC, "x@else.example", None),
    ]
    assert (email.incoming, email.thread) == (True, "<0@lee.example>")
    colleague = mail(sender=Address("Me", OWN))
    assert not email_of(colleague, None, people, about(colleague, people, POLICY)).incoming


def test_an_encrypted_mail_gives_its_headers_only() -> None:
    one = mail(encrypted=True, body_text="secret")
    email = email_of(one, "<p>secret</p>", {}, about(one, {}, POLICY))
    assert (email.text, email.html, email.note) == (None, None, ENCRYPTED)


def test_identity() -> None:
    assert identity(mail()) == "<1@lee.example>"
    bare = mail(message_id=None)
    assert is_surrogate(identity(bare)) and identity(bare) == identity(replace(bare, key="other", incoming=False))
    assert identity(bare) != identity(replace(bare, subject="Another"))
    assert is_surrogate(identity(mail(message_id="<" + "x" * 2000 + "@a>")))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("offer.pdf", "offer.pdf"),
        ("..\\..\\windows\\system32\\a.txt", "a.txt"),
        ("/etc/passwd", "passwd"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("run.exe. ", "run.exe"),
        ("run.exe\u00a0", "run.exe"),
        ("plan .pdf", "plan.pdf"),
        ("plan. pdf", "plan.pdf"),
        ("\u00a0.pdf", "attachment.pdf"),
        ("x." + "e" * 60, "x." + "e" * 40),
        ("...", "attachment"),
        ("", "attachment"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    name = safe_name("x" * 400 + ".docx")
    assert safe_name("x" * 249 + " " + "y" * 10 + ".docx") == "x" * 249 + ".docx", "Salesforce takes off the space"
    assert len(name) == NAME_LIMIT and name.endswith(".docx")
    infos = [attachment("x" * 400 + ".docx") for _ in range(3)]
    names = [file.name for _, file in choose(infos, POLICY).taken]
    assert len(set(names)) == 3 and all(len(one) <= NAME_LIMIT for one in names)


def attachment(name: str, **values: Any) -> AttachmentInfo:
    usual: dict[str, Any] = {"key": "a", "content_type": "application/octet-stream", "size": 10}
    return AttachmentInfo(name=name, **{**usual, **values})


@pytest.mark.parametrize(
    ("info", "taken", "words"),
    [
        (attachment("offer.pdf"), True, ""),
        (attachment("RUN.EXE"), False, "harm"),
        (attachment("run.exe\u200b"), False, "harm"),
        (attachment("a.pdf.js"), False, "harm"),
        (attachment("big.zip", size=26 * 1024 * 1024), False, "25 MB"),
        (attachment("winmail.dat"), False, "envelope"),
        (attachment("meeting", item=True), False, "Outlook item"),
        (attachment("empty.txt", size=0), False, "empty"),
        (attachment("logo.png", content_type="image/png", inline=True), False, ""),
        (attachment("photo.png", content_type="image/png", inline=True, size=500_000), True, ""),
    ],
)
def test_which_files(info: AttachmentInfo, taken: bool, words: str) -> None:
    chosen = choose([info], POLICY)
    assert bool(chosen.taken) == taken
    assert words in chosen.note and bool(words) == bool(chosen.note)


def test_files_are_a_choice() -> None:
    off, never = FilingPolicy(attachments=False), FilingPolicy(attachments=False, ticked=False)
    assert choose([attachment("a.pdf")], off).taken == ()
    assert len(choose([attachment("a.pdf")], off, by_hand=True).taken) == 1
    assert choose([attachment("a.pdf")], never, by_hand=True).taken == ()


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick=x>Hi <b>you</b><script>alert(1)</script> end</p>", "<p>Hi <b>you</b> end</p>"),
        ('<a href="java\tscript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href=" https://a.example/?q=1&z=2">y</a>', None),
        ('<img src=x onerror=alert(1) alt="<b>">tail', "[&lt;b&gt;]tail"),
        ('<form action="https://evil.example"><input name=a>Text<button>Go</button></form>', "TextGo"),
        ("<svg><script>alert(1)</script><p>x</svg>after", "after"),
        ('<p style="color:red;background:url(x);position:fixed">s</p>', '<p style="color: red">s</p>'),
        ('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>ok', "ok"),
        ("<!--[if mso]><script>x</script><![endif]-->plain", "plain"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("<body>one<o:p>two</o:p>three</body>", "onetwothree"),
        ("<td background='https://a/x'>cell</td>", None),
    ],
)
def test_html_without_harm(html: str, clean: str | None) -> None:
    found = sanitise(html) or ""
    if clean is not None:
        assert found.removeprefix("<p>").removesuffix("</p>") == clean.removeprefix("<p>").removesuffix("</p>")
    lower = found.lower()
    assert not any(word in lower for word in ("<script", "onerror", "onclick", "javascript:", "<form", "<img", "url("))
    assert "background" not in lower


@pytest.mark.parametrize("html", [None, "", "  ", "<script>x</script>", "<p></p>"])
def test_nothing_is_nothing(html: str | None) -> None:
    assert sanitise(html) is None


def test_recipients_that_do_not_fit_are_counted_and_stay_people_of_the_email() -> None:
    many = tuple(Address("", f"guest.{n}@example.com") for n in range(400))
    one = mail(to=many, cc=(Address("", "x" * 5_000 + "@example.com"), Address("", "c@example.com")))
    email = email_of(one, None, {}, about(one, {}, POLICY))
    told, left = fitting(many)
    assert left == 400 - len(told.split("; ")) and told.endswith("@example.com") and len(told) <= ADDRESSES
    assert email.note == (
        f"{left + 1} of the 402 recipients have no place in the address fields: the mail in Outlook names them all."
    )
    assert len([one for one in email.relations if one.role is Role.TO]) == 400
    assert fitting(one.cc) == ("c@example.com", 1)
    few = mail(to=many[:3])
    assert email_of(few, None, {}, about(few, {}, POLICY)).note == ""
