"""EWS properties of items: URI, element, the store's canonical name and how the value travels.

Order is the schema's (types.xsd, ItemType, ContactItemType, MessageType): replies must keep it.
"""

from functools import cache

from sandbox.microsoft.ews.calendar_fields import CALENDAR_FIELDS, DEFAULT_CALENDAR
from sandbox.microsoft.ews.field import Field
from sandbox.microsoft.ews.message_fields import DEFAULT_MESSAGE, MESSAGE_FIELDS, element_of
from sandbox.microsoft.ews.task_fields import DEFAULT_TASK, TASK_FIELDS
from sandbox.microsoft.items import Item

PHONE_KEYS = (
    "AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone HomeFax HomePhone "
    "HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex TtyTddPhone "
    "BusinessMobile IPPhone Mms Msn"
).split()
ADDRESS_KEYS = ("Home", "Business", "Other")
ADDRESS_PARTS = {
    "Street": "street",
    "City": "city",
    "State": "state",
    "CountryOrRegion": "country_or_region",
    "PostalCode": "postal_code",
}


def _item(element: str, name: str, kind: str = "text", default: object = None) -> Field:
    return Field(f"item:{element}", name, kind, default)


def _contact(element: str, name: str, kind: str = "text", default: object = None) -> Field:
    return Field(f"contacts:{element}", name, kind, default)


EXTENDED = "item:ExtendedProperty"  # no FieldURI of the schema: the place of extended properties in the order

ITEM_FIELDS = [
    _item("MimeContent", "mime_content", "server"),
    _item("ItemId", "item_id", "server"),
    _item("ParentFolderId", "parent_folder_id", "server"),
    _item("ItemClass", "item_class"),
    _item("Subject", "subject"),
    _item("Sensitivity", "sensitivity", "choice", "Normal"),
    _item("Body", "body", "body"),
    _item("Attachments", "attachments", "server"),
    _item("DateTimeReceived", "date_time_received", "server"),
    _item("Size", "size", "server"),
    _item("Categories", "categories", "strings"),
    _item("Importance", "importance", "choice", "Normal"),
    _item("InReplyTo", "in_reply_to"),
    _item("IsSubmitted", "is_submitted", "server"),
    _item("IsDraft", "is_draft", "server"),
    _item("IsFromMe", "is_from_me", "server"),
    _item("IsResend", "is_resend", "server"),
    _item("IsUnmodified", "is_unmodified", "server"),
    _item("InternetMessageHeaders", "internet_message_headers", "server"),
    _item("DateTimeSent", "date_time_sent", "server"),
    _item("DateTimeCreated", "date_time_created", "server"),
    _item("ResponseObjects", "response_objects", "server"),
    _item("ReminderDueBy", "reminder_due_by", "moment"),
    _item("ReminderIsSet", "reminder_is_set", "flag", False),
    _item("ReminderMinutesBeforeStart", "reminder_minutes", "number", 0),
    _item("DisplayCc", "display_cc", "server"),
    _item("DisplayTo", "display_to", "server"),
    _item("DisplayBcc", "display_bcc", "server"),
    _item("HasAttachments", "has_attachments", "server"),
    _item("ExtendedProperty", "extended", "server"),
    _item("Culture", "culture", "text", "en-US"),
    _item("EffectiveRights", "effective_rights", "server"),
    _item("LastModifiedName", "last_modified_name", "server"),
    _item("LastModifiedTime", "last_modified_time", "server"),
    _item("IsAssociated", "is_associated", "server"),
    _item("WebClientReadFormQueryString", "web_client_read", "server"),
    _item("ConversationId", "conversation_id", "server"),
    _item("UniqueBody", "unique_body", "server"),
    _item("Flag", "flag", "follow_up"),
    _item("Preview", "preview", "server"),
    _item("TextBody", "text_body", "server"),
]
CONTACT_FIELDS = [
    _contact("FileAs", "file_as"),
    _contact("FileAsMapping", "file_as_mapping", "choice"),
    _contact("DisplayName", "display_name"),
    _contact("GivenName", "given_name"),
    _contact("Initials", "initials"),
    _contact("MiddleName", "middle_name"),
    _contact("Nickname", "nickname"),
    _contact("CompleteName", "complete_name", "server"),
    _contact("CompanyName", "company_name"),
    _contact("EmailAddresses", "email_addresses", "emails"),
    _contact("PhysicalAddresses", "physical_addresses", "addresses"),
    _contact("PhoneNumbers", "phone_numbers", "phones"),
    _contact("AssistantName", "assistant_name"),
    _contact("Birthday", "birthday", "moment"),
    _contact("BusinessHomePage", "business_home_page"),
    _contact("Children", "children", "strings"),
    _contact("Companies", "companies", "strings"),
    _contact("Department", "department"),
    _contact("Generation", "generation"),
    _contact("ImAddresses", "im_addresses", "ims"),
    _contact("JobTitle", "job_title"),
    _contact("Manager", "manager"),
    _contact("Mileage", "mileage"),
    _contact("OfficeLocation", "office_location"),
    _contact("PostalAddressIndex", "postal_address_index", "choice", "None"),
    _contact("Profession", "profession"),
    _contact("SpouseName", "spouse_name"),
    _contact("Surname", "surname"),
    _contact("WeddingAnniversary", "wedding_anniversary", "moment"),
    _contact("HasPicture", "has_picture", "server"),
    _contact("PhoneticFirstName", "yomi_given_name", "server"),
    _contact("PhoneticLastName", "yomi_surname", "server"),
]

# item kind of the store -> element name in EWS
ELEMENTS = {
    "contact": "Contact",
    "message": "Message",
    "event": "CalendarItem",
    "task": "Task",
    "configuration": "Item",
}
KINDS = {
    "Contact": "contact",
    "Message": "message",
    "Item": "message",
    "PostItem": "message",
    "Task": "task",
    "CalendarItem": "event",
}
CLASSES = {"contact": "IPM.Contact", "message": "IPM.Note", "event": "IPM.Appointment", "task": "IPM.Task"}

# The Default shape of a contact and of any other item (learn.microsoft.com, "Property sets and response shapes in
# EWS in Exchange").
DEFAULT_ITEM = {"item:ItemId", "item:Subject", "item:Sensitivity", "item:Size", "item:HasAttachments"}
DEFAULT_CONTACT = {"item:ItemId", "item:HasAttachments", "item:Attachments", "item:Culture"} | {
    f"contacts:{name}"
    for name in (
        "FileAs DisplayName GivenName CompanyName EmailAddresses PhysicalAddresses PhoneNumbers ImAddresses "
        "JobTitle Surname CompleteName"
    ).split()
}
DEFAULTS = {"contact": DEFAULT_CONTACT, "message": DEFAULT_MESSAGE, "task": DEFAULT_TASK, "event": DEFAULT_CALENDAR}
# Never part of AllProperties: they are asked by name.
ON_DEMAND = {"item:MimeContent", EXTENDED, "item:TextBody", "item:Preview", "item:UniqueBody", "item:DisplayBcc"}


def element_name(item: Item) -> str:
    """Meeting messages have elements of their own."""
    return element_of(item.item_class) if item.kind == "message" else ELEMENTS.get(item.kind, "Item")


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """All fields of an item kind, in the schema's order."""
    own = {"contact": CONTACT_FIELDS, "message": MESSAGE_FIELDS, "task": TASK_FIELDS, "event": CALENDAR_FIELDS}.get(
        kind, []
    )
    return (*ITEM_FIELDS, *own)


@cache
def by_uri() -> dict[str, Field]:
    return {
        field.uri: field for field in (*ITEM_FIELDS, *CONTACT_FIELDS, *MESSAGE_FIELDS, *TASK_FIELDS, *CALENDAR_FIELDS)
    }


@cache
def by_element(kind: str) -> dict[str, Field]:
    return {field.element: field for field in fields_of(kind)}


# Dictionary URIs of the schema -> the field they index into.
INDEXED = {
    "contacts:EmailAddress": "contacts:EmailAddresses",
    "contacts:PhoneNumber": "contacts:PhoneNumbers",
    "contacts:ImAddress": "contacts:ImAddresses",
    "item:InternetMessageHeader": "item:InternetMessageHeaders",
    **{f"contacts:PhysicalAddress:{part}": "contacts:PhysicalAddresses" for part in ADDRESS_PARTS},
}
# In the schema, but writing them is an error: a contact's notes are item:Body, its photo is an attachment.
REFUSED = {"contacts:Notes", "contacts:Photo"}
