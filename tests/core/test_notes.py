"""The marked section below the notes."""

import pytest

from core.notes import END, START, join, split


@pytest.mark.parametrize(
    ("notes", "section"), [("Hello", "Tier: Gold"), (None, "Tier: Gold"), ("Hello\nthere", None), (None, None)]
)
def test_what_is_joined_is_split(notes: str | None, section: str | None) -> None:
    assert split(join(notes, section)) == (notes, section)


TWICE = ("See https://a.b<https://a.b>", "Who: Ann https://a.b/c?d=1")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", (None, None)),
        (None, (None, None)),
        ("  \n ", (None, None)),
        ("plain\r\ntext", ("plain\ntext", None)),
        (f"a\n\n{START}\nTier: Gold", ("a", "Tier: Gold")),
        (f"a\n\n{START}\nTier: Gold\n{END}\ntyped below", ("a\n\ntyped below", "Tier: Gold")),
        (f"{START}\n\n{END}", (None, None)),
        (f"a\n{START}\nOne\n{END}\nb\n{START}\nTwo\n{END}\nc", ("a\n\nb\n\nc", "One")),
        (f"a\n{START}\nOne\n{START}\nTwo\n{END}", ("a", "One")),
        # As Exchange shows a link of an HTML text; in the user's notes it stays as it is.
        (f"See https://a.b<https://a.b>\n{START}\nWho: Ann https://a.b/c?d=1<https://a.b/c?d=1>\n{END}", TWICE),
    ],
)
def test_what_people_do_to_the_text(text: str | None, parts: tuple[str | None, str | None]) -> None:
    assert split(text) == parts
