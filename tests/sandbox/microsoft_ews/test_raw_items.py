"""What Exchange says of single folders and items: each error in its place, the others served."""

import base64
from datetime import UTC, datetime

import pytest

from tests.sandbox.microsoft_ews.bodies import (
    CONTACTS,
    GET_CONTACTS,
    create,
    get_items,
    make,
    more,
    set_field,
    sync,
    update,
)
from tests.sandbox.microsoft_ews.client import ENVELOPE, IMPERSONATION, VERSION
from tests.sandbox.microsoft_ews.conftest import ANNA, BERT, World

GIVEN = '<t:FieldURI FieldURI="contacts:GivenName"/>'


def delete(path: str) -> str:
    return f"<t:DeleteItemField>{path}</t:DeleteItemField>"


def test_bad_ids_each_get_their_error_in_order(world: World) -> None:
    item, folder = make(world), world.anna.well_known("contacts").id
    gone = make(world)
    found = world.anna.item(gone)
    assert found is not None
    world.anna.delete_item(found)
    reply = world.client().call(
        get_items(item, "", "no base64!", base64.b64encode(b"x" * 60).decode(), folder, gone, item)
    )
    assert reply.codes == [
        "NoError",
        "ErrorInvalidIdEmpty",
        "ErrorInvalidIdMalformed",
        "ErrorInvalidIdMalformed",
        "ErrorCannotUseFolderIdForItemId",
        "ErrorItemNotFound",
        "NoError",
    ]


def test_bad_folders(world: World) -> None:
    ids = (
        f'{CONTACTS}<t:DistinguishedFolderId Id="archiveinbox"/><t:FolderId Id="{make(world)}"/><t:FolderId Id="%%"/>'
        '<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>no@one.example</t:EmailAddress></t:Mailbox>'
        f"</t:DistinguishedFolderId>{CONTACTS}"
    )
    reply = world.client().call(GET_CONTACTS.replace(CONTACTS, ids))
    assert reply.codes == [
        "NoError",
        "ErrorFolderNotFound",
        "ErrorCannotUseItemIdForFolderId",
        "ErrorInvalidIdMalformed",
        "ErrorNonExistentMailbox",
        "NoError",
    ]


@pytest.mark.parametrize("state", ["nonsense", "bm9uc2Vuc2U=", "QldTWU5DMXxpdGVtc3xmfDB8MHww"])
def test_an_invalid_sync_state_keeps_its_place_in_the_reply(world: World, state: str) -> None:
    reply = world.client().call(sync(state))
    assert reply.codes == ["ErrorInvalidSyncStateData"]
    assert reply.find("//m:SyncState")[0].text == state
    assert reply.find("//m:IncludesLastItemInRange")[0].text == "true"


def test_the_sync_state_of_another_folder_is_invalid(world: World) -> None:
    state = world.client().call(sync()).find("//m:SyncState")[0].text
    assert world.client().call(sync(state)).codes == ["NoError"]
    other = sync(state).replace('Id="contacts"', 'Id="inbox"')
    assert world.client().call(other).codes == ["ErrorInvalidSyncStateData"]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (
            set_field(GIVEN, "<t:Surname>x</t:Surname>"),
            "ErrorUpdatePropertyMismatch",
        ),
        (
            set_field(
                '<t:FieldURI FieldURI="contacts:GivenName"/>', "<t:GivenName>x</t:GivenName><t:Surname>y</t:Surname>"
            ),
            "ErrorIncorrectUpdatePropertyCount",
        ),
        (set_field('<t:FieldURI FieldURI="contacts:Notes"/>', "<t:Notes>x</t:Notes>"), "ErrorInvalidPropertyRequest"),
        (set_field('<t:FieldURI FieldURI="item:Size"/>', "<t:Size>1</t:Size>"), "ErrorInvalidPropertySet"),
        (delete('<t:FieldURI FieldURI="item:ItemId"/>'), "ErrorInvalidPropertyDelete"),
        (
            f"<t:AppendToItemField>{GIVEN}<t:Contact><t:GivenName>x</t:GivenName></t:Contact></t:AppendToItemField>",
            "ErrorInvalidPropertyAppend",
        ),
        (
            delete('<t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="Sat"/>'),
            "ErrorInvalidPropertyRequest",
        ),
        (
            delete('<t:ExtendedFieldURI PropertyTag="0x8001" PropertyType="String"/>'),
            "ErrorNoPropertyTagForCustomProperties",
        ),
        (
            delete('<t:ExtendedFieldURI PropertyName="x" PropertyType="String"/>'),
            "ErrorInvalidExtendedProperty",
        ),
    ],
)
def test_updates_that_are_refused_change_nothing(world: World, steps: str, code: str) -> None:
    item = make(world)
    reply = world.client().call(update(item, steps))
    assert (reply.status, reply.codes) == (200, [code])
    stored = world.anna.item(item)
    assert stored is not None and stored.fields["given_name"] == "Zoë"


def test_updates_apply_strictly_in_order(world: World) -> None:
    item = make(world, given_name="Zoë", body="one")
    tag = '<t:ExtendedFieldURI PropertyTag="0x3A06" PropertyType="String"/>'
    fax = '<t:IndexedFieldURI FieldURI="contacts:PhoneNumber" FieldIndex="BusinessFax"/>'
    entry = '<t:PhoneNumbers><t:Entry Key="BusinessFax">{}</t:Entry></t:PhoneNumbers>'
    steps = (
        set_field(GIVEN, "<t:GivenName>a</t:GivenName>")
        + set_field(tag, f"<t:ExtendedProperty>{tag}<t:Value>b</t:Value></t:ExtendedProperty>")
        + set_field(fax, entry.format("1"))
        + f"<t:DeleteItemField>{fax}</t:DeleteItemField>"
        + set_field(fax, entry.format("2"))
        + '<t:AppendToItemField><t:FieldURI FieldURI="item:Body"/><t:Contact><t:Body BodyType="Text"> two</t:Body>'
        "</t:Contact></t:AppendToItemField>"
    )
    assert world.client().call(update(item, steps)).codes == ["NoError"]
    stored = world.anna.item(item)
    assert stored is not None
    wanted = {"given_name": "b", "phone_numbers": {"BusinessFax": "2"}, "body": "one two"}
    assert {name: stored.fields[name] for name in wanted} == wanted


def test_change_keys(world: World) -> None:
    item = make(world)
    stored = world.anna.item(item)
    assert stored is not None
    step = set_field(GIVEN, "<t:GivenName>x</t:GivenName>")
    client = world.client()
    assert client.call(update(item, step, "AutoResolve")).codes == ["ErrorChangeKeyRequiredForWriteOperations"]
    assert client.call(update(item, step, "NeverOverwrite", "bm8=")).codes == ["ErrorInvalidChangeKey"]
    assert client.call(update(item, step, "NeverOverwrite", stored.change_key)).codes == ["NoError"]
    assert client.call(update(item, step, "NeverOverwrite", stored.change_key)).codes == ["ErrorIrresolvableConflict"]
    assert client.call(update(item, step, "AlwaysOverwrite", stored.change_key)).codes == ["NoError"]


def test_a_contact_does_not_lie_in_a_mail_folder(world: World) -> None:
    body = (
        '<m:CreateItem><m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/></m:SavedItemFolderId>'
        "<m:Items><t:Contact><t:GivenName>a</t:GivenName></t:Contact></m:Items></m:CreateItem>"
    )
    assert world.client().call(body).codes == ["ErrorCannotCreateContactInNonContactFolder"]


def test_moving_to_nowhere_and_across_mailboxes(world: World) -> None:
    body = (
        "<m:MoveItem><m:ToFolderId>{}</m:ToFolderId><m:ItemIds>"
        f'<t:ItemId Id="{make(world)}"/></m:ItemIds></m:MoveItem>'
    )
    gone = world.anna.create_folder("contacts", "Gone")
    world.anna.delete_folder(gone)
    assert world.client().call(body.format(f'<t:FolderId Id="{gone.id}"/>')).codes == ["ErrorToFolderNotFound"]
    world.access.grant_delegate(ANNA, BERT)
    bert = f'<t:DistinguishedFolderId Id="contacts"><t:Mailbox><t:EmailAddress>{BERT}</t:EmailAddress></t:Mailbox>'
    reply = world.client().call(body.format(bert + "</t:DistinguishedFolderId>"))
    assert reply.codes == ["ErrorCrossMailboxMoveCopy"]


def test_what_xml_cannot_carry_is_left_out_of_replies(world: World) -> None:
    """The other face takes any text; control characters and lone surrogates must not break a reply."""
    item = make(world, given_name="a\x01b\x0bc", body="tab\tand\r\nline")
    reply = world.client().call(get_items(item, shape="AllProperties"))
    assert reply.find("//t:GivenName")[0].text == "abc"
    assert reply.find("//t:Body")[0].text.startswith("tab\tand")


def test_photo_and_availability_are_well_formed(world: World) -> None:
    photo = f"<m:GetUserPhoto><m:Email>{ANNA}</m:Email><m:SizeRequested>HR48x48</m:SizeRequested></m:GetUserPhoto>"
    assert world.client().call(photo).codes == ["ErrorItemNotFound"]
    email = "<t:Email><t:Address>{}</t:Address></t:Email>"
    box = f"<t:MailboxData>{email}<t:AttendeeType>Required</t:AttendeeType></t:MailboxData>"
    boxes = box.format(BERT) + box.format("no@one.example")
    body = (
        f"<m:GetUserAvailabilityRequest><m:MailboxDataArray>{boxes}</m:MailboxDataArray></m:GetUserAvailabilityRequest>"
    )
    assert world.client().call(body).codes == ["NoError", "ErrorMailRecipientNotFound"]


def test_a_moment_without_offset_counts_in_the_time_zone_of_the_call(world: World) -> None:
    """TimeZoneContext: local time in Paris in summer; an offset of its own wins."""
    item = make(world)
    zone = '<t:TimeZoneContext><t:TimeZoneDefinition Id="Romance Standard Time"/></t:TimeZoneContext>'
    header = VERSION.format("Exchange2016") + IMPERSONATION.format("PrimarySmtpAddress", ANNA)
    path = '<t:FieldURI FieldURI="contacts:Birthday"/>'
    for text, hour in (("2000-07-01T02:00:00", 0), ("2000-07-01T02:00:00+01:00", 1), ("2000-07-01T02:00:00Z", 2)):
        body = update(item, set_field(path, f"<t:Birthday>{text}</t:Birthday>"))
        assert world.client().send(ENVELOPE.format(header=header + zone, body=body).encode()).codes == ["NoError"]
        stored = world.anna.item(item)
        assert stored is not None and stored.fields["birthday"] == datetime(2000, 7, 1, hour, tzinfo=UTC)


def test_ten_megabytes_of_notes_are_too_large(world: World) -> None:
    """An error of this item only; nine megabytes pass."""
    body = '<t:Body BodyType="Text">{}</t:Body>'
    items = create(body.format("x" * (10 * 2**20 + 1)) + "<t:GivenName>a</t:GivenName>").replace(
        "</m:Items>", f"<t:Contact>{body.format('x' * 9 * 2**20)}</t:Contact></m:Items>"
    )
    assert world.client().call(items).codes == ["ErrorMessageSizeExceeded", "NoError"]


def test_a_message_is_made_from_mime(world: World) -> None:
    """CreateItem with MimeContent: the fields come from it, and GetItem gives the same bytes back."""
    mime = (
        b"From: Anna <anna@bothways.example>\r\nTo: b@one.example\r\nSubject: Hi\r\nMessage-ID: <1@x>\r\n\r\nText\r\n"
    )
    content = base64.b64encode(mime).decode()
    body = (
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>'
        f"<t:MimeContent>{content}</t:MimeContent></t:Message></m:Items></m:CreateItem>"
    )
    (item_id,) = world.client().call(body).find("//t:ItemId/@Id")
    path = more('<t:FieldURI FieldURI="item:MimeContent"/><t:FieldURI FieldURI="item:Subject"/>')
    reply = world.client().call(get_items(item_id, extra=path))
    assert reply.find("//t:Subject")[0].text == "Hi" and reply.find("//t:MimeContent")[0].text == content
    bad = world.client().call(body.replace(content, "%%%"))
    assert bad.codes == ["ErrorMimeContentInvalidBase64String"]
