"""The two ways EWS says no: an error for one item of a reply, and a SOAP fault for the whole request."""

from collections.abc import Mapping


class EwsError(Exception):
    """One response message of class Error. code: a ResponseCode; values: t:Value pairs of its MessageXml."""

    def __init__(self, code: str, text: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.values = dict(values or {})


class SoapFault(Exception):
    """The request as a whole is refused with HTTP 500 and s:Fault.

    values: t:Value pairs (BackOffMilliseconds); place: (line, position, violation) of a schema error.
    """

    def __init__(
        self,
        code: str,
        text: str,
        values: Mapping[str, str] | None = None,
        place: tuple[int, int, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.values = dict(values or {})
        self.place = place


def schema_fault(violation: str, line: int = 1, position: int = 1) -> SoapFault:
    """What Exchange answers when the request breaks the schema."""
    text = f"The request failed schema validation: {violation}"
    return SoapFault("ErrorSchemaValidation", text, place=(line, position, violation))


def not_found() -> EwsError:
    return EwsError("ErrorItemNotFound", "The specified object was not found in the store.")


def malformed_id() -> EwsError:
    return EwsError("ErrorInvalidIdMalformed", "Id is malformed.")
