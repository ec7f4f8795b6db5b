"""The errors of the Salesforce REST API ("Status Codes and Error Responses", REST API Developer Guide)."""

from typing import Any

NOT_FOUND_MESSAGE = "The requested resource does not exist"


class SalesforceError(Exception):
    """One error as the REST API reports it: a code, a message, the fields concerned and the HTTP status."""

    def __init__(
        self,
        code: str,
        message: str,
        fields: list[str] | None = None,
        status: int = 400,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fields = fields
        self.status = status
        self.extra = extra or {}

    def to_json(self) -> dict[str, Any]:
        """The element of the error array; errors of DML name their fields, even if none."""
        body: dict[str, Any] = {**self.extra, "message": self.message, "errorCode": self.code}
        if self.fields is not None:
            body["fields"] = self.fields
        return body


def not_found(message: str = NOT_FOUND_MESSAGE) -> SalesforceError:
    return SalesforceError("NOT_FOUND", message, status=404)


def entity_is_deleted() -> SalesforceError:
    return SalesforceError("ENTITY_IS_DELETED", "entity is deleted", [], status=404)


def malformed_id(value: object, label: str = "") -> SalesforceError:
    if label:
        return SalesforceError("MALFORMED_ID", f"{label}: id value of incorrect type: {value}", [])
    return SalesforceError("MALFORMED_ID", f"malformed id {value}")


def insufficient_access() -> SalesforceError:
    return SalesforceError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", [])


def invalid_cross_reference() -> SalesforceError:
    return SalesforceError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [])


def no_such_column(name: str, sobject: str) -> SalesforceError:
    return SalesforceError("INVALID_FIELD", f"No such column '{name}' on sobject of type {sobject}")


def read_only(names: list[str]) -> SalesforceError:
    return SalesforceError(
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        f"Unable to create/update fields: {', '.join(names)}. Please check the security settings of this field and"
        " verify that it is read/write for your profile or permission set.",
        names,
    )
