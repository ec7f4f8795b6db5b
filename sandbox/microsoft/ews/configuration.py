"""The four UserConfiguration operations (MS-OXWSUSRCFG); the master category list is one of these objects."""

import base64
import binascii
from typing import Any

from sandbox.microsoft.configurations import ConfigurationExists
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.computed import item_id
from sandbox.microsoft.ews.errors import EwsError, not_found
from sandbox.microsoft.ews.operations import operation
from sandbox.microsoft.ews.replies import single
from sandbox.microsoft.ews.targets import change_key, only_folder
from sandbox.microsoft.ews.wire import Element, M, T, attributes, boolean, flag, local, m, t
from sandbox.microsoft.items import Item, Stale
from sandbox.microsoft.store import Mailbox

DATA = {"XmlData": "xml_data", "BinaryData": "binary_data"}


def _existing(call: Call, name: Element | None) -> tuple[Mailbox, Item]:
    mailbox, folder = only_folder(call, name)
    item = mailbox.configuration(folder.id, name.get("Name", "") if name is not None else "")
    if item is None:
        raise not_found()
    return mailbox, item


@operation("GetUserConfiguration", since="Exchange2010")
def get_user_configuration(call: Call, request: Element) -> Element:
    name = request.find(M + "UserConfigurationName")
    wanted = set((request.findtext(M + "UserConfigurationProperties") or "").split())
    if "All" in wanted:
        wanted = {"Id", "Dictionary", *DATA}

    def work(message: Element) -> None:
        _, item = _existing(call, name)
        place = m(message, "UserConfiguration")
        if name is not None:
            copied = t(place, "UserConfigurationName", **attributes(name))
            t(copied, local(name[0]), **attributes(name[0]))
        if "Id" in wanted:
            item_id(place, item)
        if "Dictionary" in wanted:
            _write_dictionary(place, item.fields.get("dictionary") or [])
        for element, field in DATA.items():
            if element in wanted and item.fields.get(field) is not None:
                t(place, element, base64.b64encode(item.fields[field]).decode())

    return single(call, work)


def _write_dictionary(place: Element, entries: list[list[Any]]) -> None:
    if not entries:
        return
    dictionary = t(place, "Dictionary")
    for key, value in entries:
        entry = t(dictionary, "DictionaryEntry")
        for name, (kind, texts) in (("DictionaryKey", key), ("DictionaryValue", value)):
            half = t(entry, name)
            t(half, "Type", kind)
            for text in texts:
                t(half, "Value", boolean(flag(text.lower())) if kind == "Boolean" else text)


def _values(configuration: Element) -> dict[str, Any]:
    """The parts that the request gives. Raises EwsError."""
    values: dict[str, Any] = {}
    for element, field in DATA.items():
        text = configuration.findtext(T + element)
        if text is not None:
            values[field] = _decoded(text)
    dictionary = configuration.find(T + "Dictionary")
    if dictionary is not None:
        values["dictionary"] = [[_half(entry[0]), _half(entry[1])] for entry in dictionary]
    return values


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise EwsError("ErrorInvalidValueForProperty", "The data of the user configuration is no base64.") from None


def _half(element: Element) -> list[Any]:
    return [element.findtext(T + "Type") or "String", [value.text or "" for value in element.iterfind(T + "Value")]]


def _given(request: Element) -> tuple[Element, Element | None]:
    configuration = request.find(M + "UserConfiguration")
    if configuration is None:
        raise EwsError("ErrorMissingArgument", "UserConfiguration is required.")
    return configuration, configuration.find(T + "UserConfigurationName")


@operation("CreateUserConfiguration", write=True, since="Exchange2010")
def create_user_configuration(call: Call, request: Element) -> Element:
    configuration, name = _given(request)

    def work(message: Element) -> None:
        mailbox, folder = only_folder(call, name)
        try:
            mailbox.create_configuration(
                folder.id, name.get("Name", "") if name is not None else "", _values(configuration)
            )
        except ConfigurationExists:
            raise EwsError("ErrorItemSave", "A user configuration of that name exists in the folder.") from None

    return single(call, work)


@operation("UpdateUserConfiguration", write=True, since="Exchange2010")
def update_user_configuration(call: Call, request: Element) -> Element:
    configuration, name = _given(request)

    def work(message: Element) -> None:
        mailbox, item = _existing(call, name)
        reference = configuration.find(T + "ItemId")
        expected = change_key(reference) if reference is not None else None
        try:
            mailbox.update_configuration(item, _values(configuration), expected)
        except Stale:
            text = "The user configuration was changed since it was read."
            raise EwsError("ErrorIrresolvableConflict", text) from None

    return single(call, work)


@operation("DeleteUserConfiguration", write=True, since="Exchange2010")
def delete_user_configuration(call: Call, request: Element) -> Element:
    def work(message: Element) -> None:
        mailbox, item = _existing(call, request.find(M + "UserConfigurationName"))
        mailbox.delete_configuration(item)

    return single(call, work)
