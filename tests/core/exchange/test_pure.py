"""Dates, names, cursor, limits, categories XML, packing, error table: all that needs no server."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized
from core.exchange import cursor, errors, limits, names, packing, wire
from core.exchange.categories import NAMESPACE, missing, with_categories
from core.objects import CONTACT
from core.records import Value

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAYS = st.dates(min_value=date(1601, 1, 2), max_value=date(4500, 1, 1))


class TestDates:
    @given(DAYS)
    def test_what_we_write_comes_back(self, day: date) -> None:
        assert wire.date_of(wire.wire_date(day)) == day

    @given(DAYS, st.integers(-11, 12))
    def test_local_midnight_of_any_zone_is_that_day(self, day: date, offset: int) -> None:
        """Older Outlooks keep a birthday as local midnight."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=offset)
        assert wire.date_of(midnight.strftime("%Y-%m-%dT%H:%M:%SZ")) == day

    @pytest.mark.parametrize(
        "text",
        [
            "1980-05-12",
            "1980-05-12T00:00:00",
            "1980-05-12T11:59:00.0000000Z",
            "1980-05-12T13:59:00+02:00",
            "1980-05-11T23:00:00.123Z",
        ],
    )
    def test_variations(self, text: str) -> None:
        assert wire.date_of(text) == date(1980, 5, 12)

    @pytest.mark.parametrize("text", [None, "", "soon", "1980-13-40", "9999-12-31T23:00:00Z", "1980-05-12T99:00:00Z"])
    def test_unreadable_is_none(self, text: str | None) -> None:
        assert wire.date_of(text) is None

    def test_a_fraction_of_seven_digits(self) -> None:
        assert wire.moment_of("2026-03-02T09:00:00.1234567Z") == datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


class TestNotes:
    def test_the_section_survives_new_notes(self) -> None:
        text = wire.joined_notes({"body": "old", "crm_section": "Rating: Hot"}, {"body": "new"})
        assert wire.fields_of({"body": text}) == {"body": "new", "crm_section": "Rating: Hot"}

    def test_both_emptied(self) -> None:
        assert wire.joined_notes({"body": "old", "crm_section": "x"}, {"body": None, "crm_section": None}) is None


ANN: dict[str, Value] = {"given_name": "Ann", "middle_name": "B", "surname": "Lee", "generation": "Jr."}


class TestNames:
    def test_made_from_the_parts(self) -> None:
        assert names.names_for_create(ANN) == {"display_name": "Ann B Lee Jr.", "file_as": "Lee, Ann B"}

    @pytest.mark.parametrize("name", ["company_name", "email_address_1"])
    def test_without_a_name(self, name: str) -> None:
        assert names.names_for_create({name: "Acme"}) == {"display_name": "Acme", "file_as": "Acme"}

    def test_they_follow_a_change(self) -> None:
        changed = names.names_for_update(ANN, {"surname": "Nobel"}, "Ann B Lee Jr.", "Lee, Ann B")
        assert changed == {"display_name": "Ann B Nobel Jr.", "file_as": "Nobel, Ann B"}

    def test_what_a_person_chose_stays(self) -> None:
        assert names.names_for_update(ANN, {"surname": "Nobel"}, "My Ann", "Boss") == {"display_name": "My Ann"}

    @pytest.mark.parametrize("shown", [None, "", "Ann Lee", "Lee, Ann", "Lee Ann B", "Ann B Lee"])
    def test_every_order_that_outlook_makes(self, shown: str | None) -> None:
        assert names.made_by_rule(shown, ANN)

    def test_never_longer_than_exchange_takes(self) -> None:
        made = names.names_for_create({"given_name": "x" * 200, "surname": "y" * 200})
        assert all(len(str(text)) <= 255 for text in made.values())


class TestCursor:
    def test_comes_back(self) -> None:
        position = cursor.Position("f", "s", None, full=False, memory={"identities": {"a": "b"}})
        assert cursor.read(position.text()) == position

    @pytest.mark.parametrize("text", ["x", "{}", "[]", "null", '{"version":1}', '{"version":2,"folder":"f"}'])
    def test_what_is_none_of_ours_has_expired(self, text: str) -> None:
        with pytest.raises(CursorExpired):
            cursor.read(text)

    def test_wrong_types(self) -> None:
        with pytest.raises(CursorExpired):
            cursor.read('{"version":1,"folder":"f","synced":5}')


class TestLimits:
    def test_a_long_text_names_its_field(self) -> None:
        refused = limits.refusal(CONTACT, {"surname": "Lee", "job_title": "x" * 256})
        assert isinstance(refused, Rejected)
        assert (refused.field, refused.code, refused.label) == ("job_title", "too_long", "Job title is too long")
        assert refused.message == "Job title of Lee has 256 characters, and Outlook holds 255; shorten it."

    def test_an_update_names_no_one(self) -> None:
        refused = limits.refusal(CONTACT, {"job_title": "x" * 256})
        assert refused is not None
        assert refused.message.startswith("Job title has 256 characters")

    def test_ten_megabytes_of_notes(self) -> None:
        refused = limits.refusal(CONTACT, {"body": "x" * 10_000_000})
        assert refused is not None
        assert refused.label == "Notes is too long"

    def test_a_date_before_exchange_counts(self) -> None:
        refused = limits.refusal(CONTACT, {"birthday": date(1066, 10, 14)})
        assert refused is not None
        assert refused.label == "Birthday is not valid"

    def test_what_fits(self) -> None:
        assert (
            limits.refusal(CONTACT, {"job_title": "x" * 255, "home_street": "y" * 1000, "birthday": date(1900, 1, 1)})
            is None
        )

    def test_cleaned(self) -> None:
        dirty = {"surname": " L\x00ee\ud800 ", "body": "a\r\nb", "title": "\x07"}
        assert limits.cleaned(dirty) == {"surname": "Lee", "body": "a\nb", "title": None}


LIST = (
    b'<?xml version="1.0"?><categories default="Red" lastSavedSession="5" lastSavedTime="2020-01-01T00:00:00.000"'
    b' xmlns="CategoryList.xsd"><category name="SALESFORCE" color="3" keyboardShortcut="2" usageCount="7"'
    b' guid="{1}" unknown="kept"/></categories>'
)


class TestCategories:
    def test_only_what_is_missing_is_added(self) -> None:
        made = with_categories(LIST, {"Salesforce": 7, "Sync Error": 0}, NOW)
        assert made is not None
        old, new = etree.fromstring(made)
        kept = {"name": "SALESFORCE", "color": "3", "keyboardShortcut": "2", "usageCount": "7", "guid": "{1}"}
        assert dict(old.attrib.items()) == kept | {"unknown": "kept"}
        assert (new.get("name"), new.get("color")) == ("Sync Error", "0")

    def test_nothing_missing_nothing_written(self) -> None:
        assert with_categories(LIST, {"salesforce": 7}, NOW) is None

    @pytest.mark.parametrize("empty", [None, b"", b"  "])
    def test_a_mailbox_without_a_list(self, empty: bytes | None) -> None:
        made = with_categories(empty, {"Salesforce": 7}, NOW)
        assert made is not None
        root = etree.fromstring(made)
        assert root.tag == f"{{{NAMESPACE}}}categories"
        assert [each.get("name") for each in root] == ["Salesforce"]

    @pytest.mark.parametrize("bad", [b"<a/>", b"not xml", LIST[:-5], b'<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'])
    def test_what_is_no_list_is_left_alone(self, bad: bytes) -> None:
        with pytest.raises(ValueError, match="category list"):
            with_categories(bad, {"Salesforce": 7}, NOW)

    def test_names_are_equal_whatever_their_case(self) -> None:
        assert missing({"Salesforce": 7, "Größe": 1}, ["SALESFORCE", "GRÖSSE"]) == {}


class TestPacking:
    @given(st.lists(st.integers(0, 50)), st.integers(1, 10), st.integers(1, 60))
    def test_nothing_lost_nothing_too_heavy(self, items: list[int], count: int, most: int) -> None:
        groups = list(packing.packed(items, count, lambda item: item, most))
        assert [item for group in groups for item in group] == items
        assert all(len(group) <= count and (sum(group) <= most or len(group) == 1) for group in groups)


class TestErrors:
    @pytest.mark.parametrize(
        ("vendor", "status", "kind"),
        [
            ("ErrorServerBusy", None, Transient),
            ("ErrorMailboxMoveInProgress", None, Transient),
            ("ErrorIrresolvableConflict", None, Stale),
            ("ErrorIrresolvableConflict", 412, Stale),
            ("ErrorItemNotFound", 404, Stale),
            ("ErrorInvalidSyncStateData", None, CursorExpired),
            ("SyncStateNotFound", 410, CursorExpired),
            ("anything", 410, CursorExpired),
            ("ErrorSyncFolderNotFound", None, CursorExpired),
            ("ErrorImpersonateUserDenied", None, Unauthorized),
            ("ErrorNonExistentMailbox", None, Unauthorized),
            ("ErrorQuotaExceeded", 507, Unauthorized),
            ("invalid_client", None, Unauthorized),
            ("InvalidAuthenticationToken", 401, Unauthorized),
            ("ErrorAccessDenied", 403, Unauthorized),
            ("ErrorMessageSizeExceeded", None, Rejected),
            ("ErrorSchemaValidation", None, Rejected),
            ("ErrorSomethingNew", 400, Rejected),
            ("ErrorSomethingNew", 500, Transient),
            ("ErrorSomethingNew", None, Transient),
            ("", 503, Transient),
            ("whatever", 429, Transient),
        ],
    )
    def test_who_must_act(self, vendor: str, status: int | None, kind: type[SyncError]) -> None:
        error = errors.sync_error(vendor, "ann@x.example", status=status, detail="why")
        assert type(error) is kind
        assert error.vendor == (vendor or f"HTTP {status}")

    @pytest.mark.parametrize("code", sorted(errors.TABLE))
    def test_every_sentence_says_what_happened_and_what_to_do(self, code: str) -> None:
        error = errors.sync_error(code, "ann@x.example", detail="the server says so")
        assert error.message[0].isupper()
        assert error.message.endswith(".")
        assert "{" not in error.message
        assert len(error.message) > 40

    def test_the_table_names_real_codes(self, schemas: Path) -> None:
        """Every code of EWS's form is in Microsoft's schema, but for three that Graph alone has."""
        texts = [(schemas / "ews" / name).read_text("utf-8-sig") for name in ("messages.xsd", "types.xsd")]
        known = {code.lower() for text in texts for code in re.findall(r'value="(Error\w+)"', text)}
        unknown = {code for code in errors.TABLE if code.startswith("error") and code not in known}
        assert unknown == {"errorinvaliduser", "errorinvalidproperty", "errorduplicatetransactionid"}

    def test_the_wait_is_told(self) -> None:
        error = errors.sync_error("ErrorServerBusy", "x", retry_after=7.5)
        assert isinstance(error, Transient)
        assert error.retry_after == 7.5

    def test_a_missing_right_to_one_record_is_that_records_problem(self) -> None:
        error = errors.for_record(errors.sync_error("ErrorAccessDenied", "Ann"), "Ann")
        assert isinstance(error, Rejected)
        assert error.label == "Outlook refused it"

    def test_long_words_of_the_vendor_are_cut(self) -> None:
        assert len(errors.sync_error("ErrorSchemaValidation", "x", detail="word " * 1000).message) < 400
