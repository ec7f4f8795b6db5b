"""The one table from Salesforce's error codes to ours (REST API Developer Guide, "Status Codes and Error Responses";
SOAP API Developer Guide, "Status Codes"), and the closed vocabulary of labels.
"""

from dataclasses import dataclass
from enum import Enum, auto

LAST_NAME_MISSING = "Last name is missing"
FIELD_MISSING = "A required field is missing"
TOO_LONG = "A value is too long"
BAD_EMAIL = "E-mail address is not valid"
BAD_VALUE = "A value is not allowed"
REFUSED = "Salesforce refused it"
DUPLICATE = "Already in Salesforce"
NO_RIGHT = "No right in Salesforce"
EVENT_TOO_LONG = "Event is too long"
IN_SERIES = "Edit the series in Salesforce"
IS_PRIVATE = "Private events stay in Outlook"
# The closed vocabulary of categories in Outlook: old ones must be recognised to be removed.
LABELS = frozenset(
    {
        *(LAST_NAME_MISSING, FIELD_MISSING, TOO_LONG, BAD_EMAIL, BAD_VALUE, REFUSED, DUPLICATE, NO_RIGHT),
        *(EVENT_TOO_LONG, IN_SERIES, IS_PRIVATE),
    }
)

SECONDS, HOUR = 30.0, 3600.0


class Act(Enum):
    """Who must act: time, the owner of the record, the owner of the connection; or the record must be read again."""

    LATER = auto()
    RECORD = auto()
    CONNECTION = auto()
    REREAD = auto()
    RESCAN = auto()


@dataclass(frozen=True, slots=True)
class Meaning:
    """sentence: what to do, after "Salesforce refused …: <its own words>."; wait: seconds, for LATER."""

    act: Act
    code: str
    sentence: str
    label: str | None = None
    wait: float | None = None


def _later(code: str, sentence: str = "It is tried again by itself.", wait: float | None = None) -> Meaning:
    return Meaning(Act.LATER, code, sentence, wait=wait)


def _record(code: str, sentence: str, label: str = REFUSED) -> Meaning:
    return Meaning(Act.RECORD, code, sentence, label)


def _connection(code: str, sentence: str) -> Meaning:
    return Meaning(Act.CONNECTION, code, sentence)


_LOCKED = _later("row_locked", "Somebody else was saving it; it is tried again by itself.", SECONDS)
_BUSY = _later("busy")
_MAINTENANCE = _later("maintenance", "Salesforce is being maintained; it is tried again by itself.", HOUR)
MISSING = _record("required_field_missing", "Fill the field in.", FIELD_MISSING)
_VALUE = _record("value_not_allowed", "Correct the value.", BAD_VALUE)
_RULE = _record("validation_rule", "Correct it, or ask an administrator about this rule.")
_LENGTH = _record("value_too_long", "Shorten the value.", TOO_LONG)
_EXISTS = _record("duplicate", "Merge the two, or change what they share.", DUPLICATE)
_RIGHTS = _record("no_right", "Ask an administrator of Salesforce for the right to change it.", NO_RIGHT)
_AUTOMATION = _record("automation", "A rule or program in Salesforce stopped it: ask an administrator.")
_STATE = _record("not_editable", "Unlock or reopen it in Salesforce.")
_DELETE = _record("delete_refused", "Remove in Salesforce what depends on it, then delete it there.")
_GONE = Meaning(Act.REREAD, "gone", "It was deleted in the meantime.")
_REFERENCE = _record("reference_gone", "The record that it refers to is no longer there: choose another.", BAD_VALUE)
RECONNECT = _connection("reconnect", "Connect Salesforce again.")
_ACCESS = _connection("no_field_access", "Ask an administrator to check this user's rights to objects and fields.")
_EDITION = _connection("api_disabled", "An administrator must enable the API for this user and edition.")
_STORAGE = _connection("storage_full", "An administrator must free storage or licences in Salesforce.")
UNKNOWN_CALL = _connection("refused", "Ask an administrator of Salesforce; if it stays, tell our support.")
UNKNOWN_ROW = _record("refused", "Correct it, or ask an administrator of Salesforce.")

TABLE: dict[str, Meaning] = {
    "REQUIRED_FIELD_MISSING": MISSING,
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": _RULE,
    "FIELD_FILTER_VALIDATION_EXCEPTION": _RULE,
    "STRING_TOO_LONG": _LENGTH,
    "NUMBER_OUTSIDE_VALID_RANGE": _VALUE,
    "INVALID_EMAIL_ADDRESS": _record("email_not_valid", "Correct the e-mail address.", BAD_EMAIL),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": _VALUE,
    "FIELD_INTEGRITY_EXCEPTION": _VALUE,
    "JSON_PARSER_ERROR": _VALUE,
    "INVALID_FIELD_FOR_INSERT_UPDATE": _RIGHTS,
    "INVALID_FIELD": _ACCESS,
    "INVALID_TYPE": _ACCESS,
    "DUPLICATE_VALUE": _EXISTS,
    "DUPLICATE_EXTERNAL_ID": _EXISTS,
    "DUPLICATES_DETECTED": _EXISTS,
    "INSUFFICIENT_ACCESS": _RIGHTS,
    "INSUFFICIENT_ACCESS_OR_READONLY": _RIGHTS,
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": _RIGHTS,
    "TRANSFER_REQUIRES_READ": _RIGHTS,
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": _AUTOMATION,
    "CANNOT_EXECUTE_FLOW_TRIGGER": _AUTOMATION,
    "APEX_ERROR": _AUTOMATION,
    "INVALID_CROSS_REFERENCE_KEY": _REFERENCE,
    "INVALID_ID_FIELD": _REFERENCE,
    "ENTITY_IS_DELETED": _GONE,
    "NOT_FOUND": _GONE,
    "ENTITY_IS_LOCKED": _STATE,
    "ENTITY_IS_ARCHIVED": _STATE,
    "CANNOT_UPDATE_CONVERTED_LEAD": _STATE,
    "INACTIVE_OWNER_OR_USER": _record("owner_inactive", "Give the record to an active user in Salesforce."),
    "DELETE_FAILED": _DELETE,
    "CANNOT_DELETE": _DELETE,
    "UNABLE_TO_LOCK_ROW": _LOCKED,
    "QUERY_TIMEOUT": _BUSY,
    "OPERATION_TOO_LARGE": _BUSY,
    "QUERY_TOO_COMPLICATED": _BUSY,
    "INVALID_QUERY_LOCATOR": _later("listing_expired", "The listing starts again by itself."),
    "QUERY_LOCATOR_EXPIRED": _later("listing_expired", "The listing starts again by itself."),
    "REQUEST_LIMIT_EXCEEDED": _later("quota", "The day's calls to Salesforce are used up; it goes on later.", HOUR),
    "TOO_MANY_APEX_REQUESTS": _later("busy", wait=SECONDS),
    "SERVER_UNAVAILABLE": _BUSY,
    "UNKNOWN_EXCEPTION": _BUSY,
    "PROCESSING_HALTED": _BUSY,
    "ALL_OR_NONE_OPERATION_ROLLED_BACK": _BUSY,
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": _MAINTENANCE,
    "API_CURRENTLY_DISABLED": _MAINTENANCE,
    "STORAGE_LIMIT_EXCEEDED": _STORAGE,
    "LIMIT_EXCEEDED": _STORAGE,
    "LICENSE_LIMIT_EXCEEDED": _STORAGE,
    "API_DISABLED_FOR_ORG": _EDITION,
    "FUNCTIONALITY_NOT_ENABLED": _EDITION,
    "API_ERROR": _EDITION,
    "UNSUPPORTED_API_VERSION": _EDITION,
    "INVALID_SESSION_ID": RECONNECT,
    "INVALID_AUTH_HEADER": RECONNECT,
    "INVALID_REPLICATION_DATE": Meaning(Act.RESCAN, "window", "Everything is listed again."),
    "EXCEEDED_ID_LIMIT": Meaning(Act.RESCAN, "window", "Everything is listed again."),
}
# Codes that stand for two things, told apart by Salesforce's words (in lower case).
PHRASES: tuple[tuple[str, str, Meaning], ...] = (
    (
        "REQUEST_LIMIT_EXCEEDED",
        "concurrent",
        _later("quota", "Too many calls at this moment; it goes on soon.", SECONDS),
    ),
    ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type cannot be", _RIGHTS),
)
PREFIXES = {"TXN_SECURITY": _RIGHTS, "CANNOT_DELETE": _DELETE}

# OAuth 2.0 (RFC 6749, 5.2) with Salesforce's own codes and descriptions (Help, "OAuth 2.0 Authorization Errors").
OAUTH: dict[str, str] = {
    "invalid_grant": "The permission was withdrawn or has run out: connect Salesforce again.",
    "invalid_client_id": "The client id is not known to Salesforce: check the External Client App's consumer key.",
    "invalid_client": "The client id and secret do not fit together: check the External Client App.",
    "invalid_app_access": "This user may not use the External Client App: an administrator must allow it.",
    "redirect_uri_mismatch": "The redirect address is not one of the External Client App's: add it there.",
    "unsupported_grant_type": "The External Client App does not allow this flow: enable it there.",
    "invalid_request": "Salesforce did not understand the request: check the connection's settings.",
}
GRANTS: dict[str, str] = {
    "user hasn't approved this consumer": "This user may not use the External Client App yet: an administrator must "
    "pre-authorise the user's profile or permission set, or the user must connect once by hand.",
    "audience": "The login address does not fit the org: use https://login.salesforce.com, "
    "https://test.salesforce.com for a sandbox org, or your My Domain.",
    "inactive user": "The Salesforce user is inactive: an administrator must activate it.",
    "inactive organization": "The Salesforce org is inactive: ask its administrator.",
    "expired access/refresh token": "The permission was withdrawn or has run out: connect Salesforce again.",
    "invalid code verifier": "The sign-in was interrupted: start connecting again.",
    "authorization code": "The sign-in took too long or was used already: start connecting again.",
    "ip restricted": "Salesforce refuses calls from this server's address: an administrator must allow it.",
}
