"""What HTML in a field says, as text."""

import time

import pytest

from core.salesforce.desk.rich_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Dear <b>all</b>,</p><p>line&nbsp;two</p>", "Dear all,\nline two"),
        ("one<br>two<br />three", "one\ntwo\nthree"),
        ("<ul><li>One</li><li>Two <i>too</i></li></ul>after", "• One\n• Two too\nafter"),
        ("<p>a line\nof the source</p>", "a line of the source"),
        ('<a href="https://a.example" target="_blank">Open</a>', "Open"),
        ('<img src="/flag.png" alt="Green flag"> now', "Green flag now"),
        ("<script>alert(1)</script><style>p { color: red }</style><p>said</p>", "said"),
        ("<!-- not said --><p>said</p>", "said"),
        ("plain &amp; simple, 1 &lt; 2", "plain & simple, 1 < 2"),
        ("<?xml version='1.0' encoding='utf-8'?><p>said</p>", "said"),
        ("", ""),
    ],
)
def test_texts(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize("piece", ["<div>", "<", "<b ", "</p>", "<!--", "<p", "&", "<li>\x00"])
def test_a_hostile_value_holds_nobody_up(piece: str) -> None:
    """As long as Salesforce holds in such a field."""
    started = time.monotonic()
    text_of(piece * (131_072 // len(piece)))
    assert time.monotonic() - started < 5
