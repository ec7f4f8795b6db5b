"""Canonical form, links and pairs."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from core.objects import CONTACT, ObjectType
from core.records import Gone, Link, Pair, Record, Side, Value, canonical, canonical_fields, label

LAST_HOUR = datetime(9999, 12, 31, 23, tzinfo=UTC)
EVENING = datetime(2026, 3, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" a ", "a"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("", None),
        (" \t\n", None),
        ("a\x00\x0b\x1fb", "ab"),
        ("tab\tstays", "tab\tstays"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("\ufffe\uffff", None),
        ("Zoë Ångström 中", "Zoë Ångström 中"),
        (None, None),
        (7, 7),
        (False, False),
        (date(1980, 2, 29), date(1980, 2, 29)),
        (datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 3, 1, 8, tzinfo=UTC)),
        (datetime.fromisoformat("2026-03-01T09:00"), datetime.fromisoformat("2026-03-01T09:00")),
        (("B@x.test|Accepted", "a@x.test|none ", "b@x.test|accepted", ""), ("a@x.test|none", "b@x.test|accepted")),
        ((), None),
    ],
)
def test_canonical(raw: Value, clean: Value) -> None:
    assert canonical(raw) == clean
    assert canonical(canonical(raw)) == clean


def test_canonical_fields_leave_out_empty_ones() -> None:
    assert canonical_fields({"a": " x ", "b": "", "c": None, "d": 0}) == {"a": "x", "d": 0}


def test_other_side() -> None:
    assert [side.other for side in Side] == [Side.CRM, Side.EXCHANGE]


def test_a_link_knows_what_each_side_holds() -> None:
    keys = {Side.EXCHANGE: "e", Side.CRM: "c"}
    link = Link("l", keys, {}, {"company_name": "Acme Paris", "surname": "A"}, {Side.CRM: {"company_name": None}})
    assert link.seen(Side.EXCHANGE, "company_name") == "Acme Paris"
    assert link.seen(Side.CRM, "company_name") is None
    assert link.seen(Side.CRM, "surname") == "A"
    assert link.seen(Side.CRM, "title") is None


def test_a_pair_puts_states_on_sides() -> None:
    record, gone = Record("e", "1", {}), Gone("c")
    pair = Pair(None).put(Side.EXCHANGE, record).put(Side.CRM, gone)
    assert (pair.on(Side.EXCHANGE), pair.on(Side.CRM)) == (record, gone)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"given_name": "Ann", "middle_name": "M", "surname": "Lee", "company_name": "Acme"}, "Ann M Lee"),
        ({"surname": "Lee"}, "Lee"),
        ({"company_name": "Acme", "email_address_1": "a@b.c"}, "Acme"),
        ({"email_address_1": "a@b.c"}, "a@b.c"),
        ({"subject": "Call"}, "Call"),
        ({}, "(no name)"),
        ({"status": "completed"}, "(no subject)"),
        ({"subject": "Team", "start": EVENING, "time_zone": "Asia/Tokyo"}, "Team (2026-03-02)"),
        ({"subject": "Team", "start": EVENING, "time_zone": "Customized/../Zone"}, "Team (2026-03-01)"),
        ({"subject": "Team", "start": EVENING, "time_zone": "No/Where"}, "Team (2026-03-01)"),
        ({"subject": "Team", "start": LAST_HOUR, "time_zone": "Asia/Tokyo"}, "Team (9999-12-31)"),
        ({"start": EVENING}, "(no subject) (2026-03-01)"),
        ({"subject": "A\nB\u2028 C"}, "A B C"),
        ({"subject": "\u2028"}, "(no name)"),
        ({"subject": "x" * 80}, "x" * 80),
        ({"subject": "x" * 81, "start": EVENING}, f"{'x' * 79}… (2026-03-01)"),
    ],
)
def test_label(fields: dict[str, Value], name: str) -> None:
    assert label(fields) == name


def test_shared_fields_are_those_that_every_side_holds_in_catalog_order() -> None:
    small = ObjectType("x", "x", "xs", {name: CONTACT.fields[name] for name in ("surname", "title", "given_name")})
    shared = small.shared([frozenset({"given_name", "surname"}), frozenset({"surname", "given_name", "title"})])
    assert [one.name for one in shared] == ["surname", "given_name"]


def test_the_contact_catalog() -> None:
    assert len(CONTACT.fields) == 44
    assert CONTACT.fields["crm_section"].flows == {Side.EXCHANGE}
    assert [one.name for one in CONTACT.fields.values() if not one.blank_flows_from_crm] == ["company_name"]
