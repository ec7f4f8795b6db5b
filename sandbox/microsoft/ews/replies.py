"""Response messages: one for each thing asked, in the order asked, and an error never hides its neighbours."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sandbox.microsoft.calendar_events import CalendarError
from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.soap import response
from sandbox.microsoft.ews.wire import Element, m, t

# These the schema (or exchangelib's parser) wants even in an error.
CONTAINERS = {
    **dict.fromkeys(("GetItem", "CreateItem", "UpdateItem", "MoveItem", "CopyItem"), "Items"),
    **dict.fromkeys(("GetFolder", "CreateFolder", "UpdateFolder", "MoveFolder", "CopyFolder"), "Folders"),
    **dict.fromkeys(("GetAttachment", "CreateAttachment"), "Attachments"),
}


Thing = TypeVar("Thing")
STOPPED = EwsError("ErrorBatchProcessingStopped", "The batch processing was stopped after an earlier error.")


def each(call: Call, things: Iterable[Thing], work: Callable[[Thing, Element], None]) -> Element:
    """`m:{operation}Response` with one message a thing.

    work(thing, place) fills the message's container (Items, Folders, Attachments) where the operation has
    one, else the message itself; it raises EwsError to make this one message an error.
    """
    root = response(call.operation)
    messages = m(root, "ResponseMessages")
    for index, thing in enumerate(things):
        planned = call.interruption
        if planned and planned.stops and index > planned.first:
            failure(messages, call.operation, STOPPED, "Warning")
            continue
        message = success(messages, call.operation)
        container = CONTAINERS.get(call.operation)
        try:
            if planned and index >= planned.first:
                raise planned.error
            work(thing, m(message, container) if container else message)
        except EwsError as error:
            messages.remove(message)
            failure(messages, call.operation, error)
        except CalendarError as error:
            messages.remove(message)
            failure(messages, call.operation, EwsError(error.code, error.text))
    return root


def single(call: Call, work: Callable[[Element], None]) -> Element:
    """A response of one message, for operations that ask one thing."""
    return each(call, [None], lambda _, place: work(place))


def success(messages: Element, operation: str) -> Element:
    message = m(messages, f"{operation}ResponseMessage", ResponseClass="Success")
    m(message, "ResponseCode", "NoError")
    return message


def failure(messages: Element, operation: str, error: EwsError, kind: str = "Error") -> Element:
    """Append the error, with the empty container that clients expect in it."""
    message = m(messages, f"{operation}ResponseMessage", ResponseClass=kind)
    describe_error(message, error)
    container = CONTAINERS.get(operation)
    if container:
        m(message, container)
    return message


def describe_error(message: Element, error: EwsError) -> None:
    """MessageText, ResponseCode, DescriptiveLinkKey and MessageXml, in the schema's order."""
    m(message, "MessageText", error.text)
    m(message, "ResponseCode", error.code)
    m(message, "DescriptiveLinkKey", "0")
    if error.values:
        message_xml = m(message, "MessageXml")
        for name, value in error.values.items():
            t(message_xml, "Value", value, Name=name)
