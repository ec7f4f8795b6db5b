"""Notes that are HTML: what a change writes anew, and what stays to the letter."""

import random
from time import process_time

import pytest

from core import notes
from core.exchange.html_edits import Lossy
from core.exchange.html_lines import page_of
from core.exchange.html_tokens import tokens_of
from core.exchange.rich_notes import changed
from sandbox.microsoft.ews.html import to_text
from tests.seeds import seed_of

PICTURE = '<img src="cid:logo@x" alt="Logo">'
JOIN = '<a href="https://teams.example/l/meetup-join/19%3a?x=1&amp;y=2">Join the meeting</a>'
PAGE = (
    '<html><head>\r\n<meta charset="utf-8"><style>p {margin: 0}</style></head>\r\n<body lang="EN">\r\n<!-- draft -->'
    "<p class=MsoNormal><b>Agenda</b> &amp; more</p>\r\n<ul><li>one</li><li>two <i>three</i></li></ul>\r\n"
    '<div>line<br>other<br></div><p>See <a href="https://x.example/">https://x.example</a>.</p><p>&nbsp;</p>'
    f"<hr><div>{JOIN}</div><p>{PICTURE}</p>\r\n</body></html>\r\n"
)
TEXT = to_text(PAGE)
SECTION = "Related to: Acme <b>&co</b> (Account) https://acme.example/lightning/r/Account/001/view?a=1&b=2\nWho: Ann"


def after(text: str | None, section: str | None = None, page: str = PAGE, before: str = TEXT) -> str:
    """The page once these are its notes and its section."""
    return changed(page_of(page), before, notes.join(text, section))


@pytest.mark.parametrize(
    "page", [PAGE, "", "plain", "<p>one", "<div>a</div>\r\n<div>b</div>", "<table><tr><td>x</table>"]
)
def test_the_section_comes_changes_and_goes_and_all_else_stays(page: str) -> None:
    text = notes.split(to_text(page))[0]
    first = after(text, SECTION, page, text or "")
    assert notes.split(to_text(first)) == (text, SECTION)
    assert f'<a href="{SECTION.split()[5].replace("&", "&amp;")}' in first
    assert "<b>&co" not in first
    second = after(text, "Who: Bob", first, text or "")
    assert notes.split(to_text(second)) == (text, "Who: Bob")
    assert after(text, "Who: Bob", second, text or "") == second
    assert after(text, None, second, text or "") == page


SECTIONS = {
    "paragraphs, as Outlook makes of typed lines": (
        f"<p>Hi</p><p><span>{notes.START}</span></p><p>Old<o:p></o:p></p><p>{notes.END}</p><p>typed <b>below</b></p>",
        "<p>Hi</p>@<p>typed <b>below</b></p>",
    ),
    "one block with breaks": (f"<div>Hi<br><br>{notes.START}<br>Old<br>{notes.END}</div>", "<div>Hi<br><br>@</div>"),
    "its end was deleted": (f"<p>Hi</p><div>{notes.START}<br>Old</div>", "<p>Hi</p>@"),
    "tags that reach out of it": (
        f"<div>Hi<br>{notes.START}</div><div><b>Old<br>{notes.END}</b> below</div>",
        "<div>Hi<br>@</div><div><b></b> below</div>",
    ),
    "a word beside its marks": (f"<p>Hi {notes.START} Old {notes.END} below</p>", "<p>Hi @ below</p>"),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_that_people_or_programs_reshaped(name: str) -> None:
    page, rest = SECTIONS[name]
    text = notes.split(to_text(page))[0] or ""
    assert after(text, None, page, text) == rest.replace("@", "")
    start, _, end = rest.partition("@")
    new = after(text, "New", page, text)
    assert new.startswith(start)
    assert new.endswith(end)
    assert "Old" not in new


# (what is changed in the text, what is changed in the page)
EDITS = {
    "a word": (("Agenda", "Plan"), ("<b>Agenda", "<b>Plan")),
    "a word in italics": (("three", "four"), ("<i>three", "<i>four")),
    "beyond a tag": (("Agenda &", "Plan and"), ("<b>Agenda</b> &amp;", "<b>Plan</b> and")),
    "escaped": (("one\n", "<one> & only\n"), (">one<", ">&lt;one&gt; &amp; only<")),
    "a point of a list is added": (("one\n", "one\nhalf\n"), ("<li>two", "<li>half</li><li>two")),
    "a point of a list goes": (("one\n", ""), ("<li>one</li>", "")),
    "a line between breaks": (("line\n", "line\nmore\n"), ("line<br>", "line<br>more<br>")),
    "a line between breaks goes": (("other\n", ""), ("other<br>", "")),
    "a paragraph goes": (("See https://x.example.\n", ""), (PAGE[PAGE.index("<p>See") : PAGE.index("<p>&nbsp;")], "")),
    "first of all": (("Agenda", "Hello\nAgenda"), ("<p class=MsoNormal", "<div>Hello</div><p class=MsoNormal")),
    "a blank line": (("Agenda", "Hello\n\nAgenda"), ("<p class=MsoNormal", "<div>Hello</div><br><p class=MsoNormal")),
    "an address that a link shows": (
        ("https://x.example.", "https://y.example."),
        ('<a href="https://x.example/">https://x.example</a>', "https://y.example"),
    ),
    "beside a link": (("See", "Or see"), ("<p>See", "<p>Or see")),
    "behind a link": (("meeting", "meeting\nby phone"), (f"{JOIN}</div>", f"{JOIN}</div><div>by phone</div>")),
    "below all": (("the meeting", "the meeting, please"), (JOIN, f"{JOIN}, please")),
}


@pytest.mark.parametrize("name", EDITS)
def test_only_what_was_changed_in_the_text_changes(name: str) -> None:
    (old, new), (old_html, new_html) = EDITS[name]
    assert (TEXT.count(old), PAGE.count(old_html)) == (1, 1)
    text = TEXT.replace(old, new)
    page = after(text)
    if name == "beyond a tag":  # where the new words stand does not matter
        assert "Plan and" in page.replace("</b>", "")
    else:
        assert page == PAGE.replace(old_html, new_html)
    assert [line for line in to_text(page).split("\n") if line] == [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    "text", [None, "Something else", TEXT.replace("Join the meeting", "Leave"), TEXT.replace("Join the meeting", "")]
)
def test_what_would_lose_a_link_is_refused(text: str | None) -> None:
    with pytest.raises(Lossy):
        after(text)


def test_what_the_server_adds_to_a_line_is_no_difference() -> None:
    """Exchange shows a link's address behind its words, a picture's name, and bullets."""
    theirs = TEXT.replace("Join the meeting", "Join the meeting<https://teams.example/l/meetup-join/19%3a?x=1&y=2>")
    theirs = theirs.replace("one", "  *   one").replace("two", "  *   two") + "\n[cid:logo@x]"
    assert after(theirs.replace("Agenda", "Plan"), None, PAGE, theirs) == PAGE.replace("Agenda", "Plan")
    assert after(theirs.replace("   one", "   1"), None, PAGE, theirs) == PAGE.replace(">one", ">1")
    for one in ("?x=1&y=2>", "*   one"):
        with pytest.raises(Lossy):
            after(theirs.replace(one, "?"), None, PAGE, theirs)


def test_a_link_of_the_section_that_exchange_shows_twice_is_one() -> None:
    shown = notes.join("Hi", SECTION).replace(
        "view?a=1&b=2", "view?a=1&b=2<https://acme.example/lightning/r/Account/001/view?a=1&b=2>"
    )
    assert notes.split(shown) == ("Hi", SECTION)


def test_the_text_of_a_page() -> None:
    assert page_of("<b>bold</b> <a>the</a>").text == "bold the"
    assert page_of("<td>a</td><td>b</td>").text == "a b"
    assert page_of("<p>One\r\n  &amp; two</p>\r\n<div>three<br>four</div><div><br></div><p>five</p>").text.split(
        "\n"
    ) == [
        *("One & two", "three", "four", "", "five", ""),
    ]
    assert page_of("<style>p {}</style><script>x</script><title>t</title>a &lt;&#228;&euro;&nope; b & c").text == (
        "a <ä€&nope; b & c"
    )


# What pages are thrown together from.
PIECES = "<p> </p> <b > & &am &#x; <!-- --> </a> </ x <script> </script> <br/> <![CDATA[ ]]> <?x é😀 <td> </body> <img>"


def test_whatever_is_no_html_is_kept_all_the_same() -> None:
    made = random.Random(seed_of("rich notes"))
    pieces = [*PIECES.split(), "<!", "<a href='https://x'>", "\r\n", "\x00", '"']
    for _ in range(3000):
        page = "".join(made.choices(pieces, k=made.randrange(20)))
        places = [(one.start, one.end) for one in tokens_of(page)]
        assert places == sorted(places)
        text = notes.split(page_of(page).text)[0] or ""
        assert after(text, None, page, text) == page
        new = after(text, "Who: Ann", page, text)
        assert "Who: Ann" in new


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<![", "<?", "<a b='", "<", "&", "<b>", "<p>x"])
def test_hostile_pages_take_no_longer_than_their_length(piece: str) -> None:
    """60,000 letters, which a parser that looks for each end anew reads for minutes."""
    begun = process_time()
    for page in (piece * (60_000 // len(piece)), f"<p>{piece * (60_000 // len(piece))}>"):
        assert page_of(page).source == page
    assert process_time() - begun < 20
