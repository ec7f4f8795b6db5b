"""Many rows in one call: each with its own result, or all undone together."""

from collections.abc import Callable
from typing import Any

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.wire import RestCall

ROLLED_BACK = SalesforceError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
    [],
)


class _UndoneError(Exception):
    """Leaves the transaction of the whole call."""


def failure(error: SalesforceError) -> dict[str, Any]:
    """`{success: false, errors: [{statusCode, message, fields}]}`; details of duplicate matches are left out here."""
    # What is a status of its own for a single row, 300, is a code among many.
    code = "DUPLICATE_EXTERNAL_ID" if error.status == 300 else error.code
    one = {"statusCode": code, "message": error.message, "fields": error.fields or []}
    return {"success": False, "errors": [one]}


def success(record_id: str) -> dict[str, Any]:
    return {"id": record_id, "success": True, "errors": []}


def each(
    call: RestCall, rows: list[Any], all_or_none: bool, act: Callable[[Any], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The result of `act` or its error for each row, in order; with all_or_none one error undoes every row."""
    results: list[dict[str, Any]] = []
    try:
        with call.face.org.transaction():
            for row in rows:
                results.append(_one(call, row, act))
            if all_or_none and not all(result["success"] for result in results):
                raise _UndoneError
    except _UndoneError:
        return [failure(ROLLED_BACK) if result["success"] else result for result in results]
    return results


def _one(call: RestCall, row: Any, act: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    try:
        with call.face.org.transaction():
            return act(row)
    except SalesforceError as error:
        return failure(error)
