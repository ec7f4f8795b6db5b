"""The one table from what Microsoft says to core.errors: Graph codes and HTTP statuses, EWS ResponseCodes (also the
names of exchangelib's exceptions), Entra's token errors.

Sources: learn.microsoft.com "Microsoft Graph error responses", EWS "ResponseCode", MS-OXWSERR, "Microsoft Entra
authentication and authorization error codes". Unknown per-record refusals become Rejected with the vendor's own words;
unknown failures of a whole call become Transient, because nothing is known to be wrong with the records.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from core.errors import CursorExpired, Rejected, Stale, SyncError, Transient, Unauthorized

# Categories that name what is wrong; the engine knows them by these texts (core.explain.LABELS).
REFUSED = "Outlook refused it"
TOO_LONG = "Notes is too long"


@dataclass(frozen=True, slots=True)
class Meaning:
    """kind: the class of core.errors. text: what happened and what to do; `{what}` is the mailbox or record."""

    kind: type[SyncError]
    code: str
    text: str


_BUSY = Meaning(Transient, "busy", "Exchange is busy with {what}; it is tried again later.")
_MOVING = Meaning(Transient, "mailbox_moving", "The mailbox of {what} is being moved; it is tried again later.")
_CHANGED = Meaning(Stale, "changed", "{what} was changed in Outlook meanwhile; it is read again.")
_VANISHED = Meaning(Stale, "vanished", "{what} is no longer where it was in Outlook; it is looked up again.")
_MADE = Meaning(
    Stale, "made_before", "{what} was made in Outlook before, by a call whose answer was lost; it is looked up."
)
_CURSOR = Meaning(CursorExpired, "cursor_expired", "Exchange no longer knows what changed; {what} is listed anew.")
_LOGIN = Meaning(
    Unauthorized, "login_failed", "Exchange does not accept the login for {what}; check the user and the password."
)
_NO_RIGHT = Meaning(
    Unauthorized, "no_right", "The connection has no right to {what}; let an administrator grant access."
)
_IMPERSONATION = Meaning(
    Unauthorized,
    "impersonation_denied",
    "The service account may not act for {what}; let an administrator give it the role ApplicationImpersonation.",
)
_NO_MAILBOX = Meaning(
    Unauthorized, "no_mailbox", "There is no mailbox for {what}; check the address or the licence of the user."
)
_FULL = Meaning(Unauthorized, "mailbox_full", "The mailbox of {what} is full; delete items or raise its quota.")
_TOKEN = Meaning(Unauthorized, "token_refused", "Microsoft Graph refused the access token for {what}; connect again.")
_SECRET = Meaning(
    Unauthorized, "secret_wrong", "Entra does not accept the secret or certificate of the app; enter a new one."
)
_APP = Meaning(
    Unauthorized, "app_unknown", "Entra does not know this app in the tenant; check the client id and the tenant."
)
_CONSENT = Meaning(
    Unauthorized, "consent_missing", "The app lacks the administrator's consent; grant Contacts.ReadWrite in Entra."
)
_VERSION = Meaning(
    Unauthorized, "server_too_old", "The Exchange server of {what} is older than 2013 SP1; connect a newer one."
)
_OUR_REQUEST = Meaning(Rejected, "refused", "Exchange refused {what}: {detail}")
_TOO_BIG = Meaning(Rejected, "too_long", "{what} is too large for Exchange; shorten its notes.")
_VALUE = Meaning(Rejected, "bad_value", "Exchange refused a value of {what}: {detail} Correct the value.")
_BROKEN = Meaning(
    Rejected, "broken_item", "Exchange cannot read {what}; open it in Outlook, or delete and re-create it."
)
_FOLDER = Meaning(CursorExpired, "folder_gone", "The folder of {what} is gone; it is created again and listed anew.")
_MALFORMED = Meaning(Transient, "malformed_reply", "Exchange sent an unreadable answer for {what}: {detail}")
_CONNECTION = Meaning(Transient, "no_connection", "Exchange could not be reached for {what}; it is tried again later.")


# Vendor codes by meaning. Graph passes most EWS codes through, so the protocols share the table.
_CODES = {
    _BUSY: """
        ErrorServerBusy ErrorInternalServerTransientError ErrorTimeoutExpired ErrorTooManyObjectsOpened
        ErrorExceededConnectionCount ErrorExceededFindCountLimit ErrorInternalServerError ErrorBatchProcessingStopped
        ErrorMailboxStoreUnavailable ErrorInsufficientResources ErrorConnectionFailed RateLimitError
        ErrorADUnavailable ErrorADOperation ErrorItemSave ErrorContentConversionFailed
        ApplicationThrottled TooManyRequests activityLimitReached serviceNotAvailable ServiceUnavailable
        MailboxConcurrency generalException InternalServerError UnknownError GatewayTimeout timeout
        temporarily_unavailable server_error""",
    _MOVING: "ErrorMailboxMoveInProgress MailboxInfoStale ErrorMailboxFailover",
    _CHANGED: """
        ErrorIrresolvableConflict ErrorStaleObject ErrorInvalidChangeKey ErrorChangeKeyRequired
        ErrorChangeKeyRequiredForWriteOperations PreconditionFailed""",
    _VANISHED: """
        ErrorItemNotFound itemNotFound ResourceNotFound notFound ErrorInvalidIdMalformed ErrorInvalidIdEmpty
        ErrorInvalidId ErrorMoveCopyFailed ErrorCalendarOccurrenceIsDeletedFromRecurrence
        ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange ErrorCalendarCannotUseIdForOccurrenceId""",
    _MADE: "ErrorDuplicateTransactionId",
    _CURSOR: "ErrorInvalidSyncStateData SyncStateNotFound resyncRequired SyncStateInvalid",
    _FOLDER: "ErrorSyncFolderNotFound ErrorFolderNotFound ErrorParentFolderNotFound ErrorToFolderNotFound",
    _LOGIN: "UnauthorizedError CASError ErrorPasswordExpired ErrorPasswordChangeRequired ErrorAccountDisabled",
    _NO_RIGHT: """
        ErrorAccessDenied ErrorCannotDeleteObject Authorization_RequestDenied accessDenied Forbidden
        ErrorCreateItemAccessDenied ErrorDelegateNoUser ErrorDelegateMissingConfiguration accessRestricted""",
    _IMPERSONATION: "ErrorImpersonateUserDenied ErrorImpersonationDenied ErrorImpersonationFailed",
    _NO_MAILBOX: """
        ErrorNonExistentMailbox MailboxNotEnabledForRESTAPI MailboxNotHostedInExchangeOnline
        ErrorNoRespondingCASInDestinationSite ErrorMissingEmailAddress ErrorInvalidUserPrincipalName
        Request_ResourceNotFound ErrorInvalidUser ErrorInvalidMailbox
        ErrorMissingInformationEmailAddress ErrorNonPrimarySmtpAddress""",
    _FULL: "ErrorQuotaExceeded quotaLimitReached QuotaExceeded",
    _TOKEN: """
        InvalidAuthenticationToken unauthenticated AuthenticationError TokenNotFound
        InvalidMsaTicket CompactToken""",
    _SECRET: "invalid_client AADSTS7000215 AADSTS7000222 AADSTS700027",
    _APP: "unauthorized_client AADSTS700016 AADSTS90002 invalid_resource tenant_not_found invalid_tenant",
    _CONSENT: "invalid_grant consent_required interaction_required AADSTS65001 invalid_scope",
    _VERSION: "ErrorInvalidServerVersion ErrorIncorrectSchemaVersion ErrorInvalidSchemaVersionForMailboxVersion",
    _TOO_BIG: "ErrorMessageSizeExceeded ErrorDataSizeLimitExceeded RequestEntityTooLarge requestTooLarge",
    _VALUE: """
        ErrorInvalidValueForProperty ErrorPropertyValidationFailure ErrorInvalidPropertySet ErrorInvalidRecipients
        ErrorInvalidExtendedPropertyValue ErrorPropertyUpdate ErrorRequiredPropertyMissing invalidRequest
        RequestBodyRead BadRequest UnableToDeserializePostBody Request_BadRequest ErrorInvalidArgument
        ErrorInvalidProperty ErrorUnsupportedTypeForConversion
        ErrorCalendarEndDateIsEarlierThanStartDate ErrorCalendarDurationIsTooLong ErrorCalendarOutOfRange
        ErrorCalendarInvalidTimeZone ErrorCalendarInvalidRecurrence ErrorCalendarInvalidDayForWeeklyRecurrence
        ErrorCalendarInvalidPropertyState ErrorCalendarInvalidAttributeValue ErrorRecurrenceHasNoOccurrence
        ErrorOccurrenceCrossingBoundary ErrorOccurrenceTimeSpanTooBig ErrorUnsupportedRecurrence""",
    _BROKEN: "ErrorCorruptData ErrorItemCorrupt ErrorMimeContentConversionFailed",
    _OUR_REQUEST: """
        ErrorInvalidPropertyRequest ErrorSchemaValidation ErrorInvalidRequest ErrorInvalidOperation
        ErrorUnsupportedPathForQuery ErrorMailRecipientNotFound ErrorInvalidPropertyAppend ErrorInvalidPropertyDelete
        ErrorInvalidPropertyForOperation ErrorInvalidPropertyUpdateSentMessage""",
    _MALFORMED: "MalformedResponseError SOAPError TransportError malformed_reply RedirectError",
    _CONNECTION: "no_connection",
}
# By vendor code in lower case.
TABLE = {code.lower(): meaning for meaning, codes in _CODES.items() for code in codes.split()}

# Where a status comes without a code that the table knows (RFC 9110; learn.microsoft.com "error responses").
STATUS = {
    400: _VALUE,
    401: _TOKEN,
    403: _NO_RIGHT,
    404: _VANISHED,
    408: _BUSY,
    409: _CHANGED,
    410: _CURSOR,
    412: _CHANGED,
    413: _TOO_BIG,
    423: _MOVING,
    424: _BUSY,
    429: _BUSY,
    502: _BUSY,
    503: _BUSY,
    504: _BUSY,
    507: _FULL,
    509: _BUSY,
}


def sync_error(
    vendor: str,
    what: str,
    *,
    status: int | None = None,
    detail: str = "",
    retry_after: float | None = None,
) -> SyncError:
    """The error for a vendor code and, where there is one, an HTTP status; what: the mailbox or record concerned."""
    meaning = TABLE.get(vendor.lower())
    # A throttled call says so by its status, whatever code it carries; so does an expired delta token.
    if status in (410, 412, 429, 503, 507) or (meaning is None and status in STATUS):
        meaning = STATUS[status]
    if meaning is None:
        meaning = _OUR_REQUEST if status is not None and 400 <= status < 500 else _BUSY
    text = _capital(meaning.text.format(what=what, detail=_sentence(detail)))
    vendor = vendor or (f"HTTP {status}" if status else "")
    if meaning.kind is Transient:
        return Transient(text, code=meaning.code, vendor=vendor, retry_after=retry_after)
    if meaning.kind is Rejected:
        big = meaning is _TOO_BIG
        label, field = (TOO_LONG, "body") if big else (REFUSED, None)
        return Rejected(text, code=meaning.code, vendor=vendor, field=field, label=label)
    return meaning.kind(text, code=meaning.code, vendor=vendor)


def for_record(error: SyncError, what: str) -> SyncError:
    """The error as the outcome of one record of a call: a missing right there concerns that record alone."""
    if isinstance(error, CursorExpired):
        return Transient(error.message, code=error.code, vendor=error.vendor)
    if not isinstance(error, Unauthorized):
        return error
    text = f"Exchange does not let us change {what}; check the permissions of the folder or item."
    message = text if error.code == "no_right" else error.message
    return Rejected(message, code=error.code, vendor=error.vendor, label=REFUSED)


@contextmanager
def of_one(what: str) -> Iterator[None]:
    """A call about one record: a missing right there concerns that record alone."""
    try:
        yield
    except Unauthorized as error:
        if error.code != "no_right":
            raise
        raise for_record(error, what) from error


def unless_all(failed: Sequence[SyncError], asked: int) -> None:
    """Raises the last of the errors of records where no other one of them came: it is not the records then."""
    if len(failed) == asked > 1:
        raise failed[-1]


def changed(what: str) -> Stale:
    return Stale(_capital(f"{what} was changed in Outlook meanwhile."), code="changed")


def vanished(what: str) -> Stale:
    return Stale(_capital(f"{what} is no longer where it was in Outlook."), code="vanished")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def malformed(what: str, detail: str) -> SyncError:
    return sync_error("malformed_reply", what, detail=detail)


def _sentence(detail: str) -> str:
    """The vendor's own words, shortened, as a sentence."""
    text = " ".join(detail.split())[:300].rstrip(". ")
    return f"{text}." if text else "it did not say why."
