"""`/composite/batch`: up to 25 independent requests in one call; each counts against the quota."""

from typing import Any

from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.subrequests import entries_of, method_of, text_of, to_call
from sandbox.salesforce.wire import RestCall, RestReply, error_reply, truth

MOST = 25
HALTED = SalesforceError("BATCH_PROCESSING_HALTED", "Batch processing halted per request", status=412)


def run_one(call: RestCall, entry: dict[str, Any]) -> RestReply:
    """The address is `v67.0/…`, relative to `/services/data/`; the absolute form is taken too."""
    try:
        path = text_of(entry, "url").lstrip("/").removeprefix("services/data/")
        if path.partition("/")[2].startswith("composite"):
            raise not_found("Composite resources cannot be used in a batch")
        return call.router.send(to_call(call, method_of(entry), path, entry.get("richInput"), None))
    except SalesforceError as error:
        return error_reply(error)


def batch(call: RestCall) -> RestReply:
    entries = entries_of(call, "batchRequests", MOST)
    # The call itself was counted on its way in.
    call.face.usage.count(len(entries) - 1)
    halt_on_error = truth(call.json_object().get("haltOnError"))
    replies: list[RestReply] = []
    for entry in entries:
        method_of(entry), text_of(entry, "url")
        halted = halt_on_error and any(reply.status >= 400 for reply in replies)
        replies.append(error_reply(HALTED) if halted else run_one(call, entry))
    body = {
        "hasErrors": any(reply.status >= 400 for reply in replies),
        "results": [{"statusCode": reply.status, "result": reply.body} for reply in replies],
    }
    units = sum(reply.units for reply in replies)
    return RestReply(200, body, units=units, write=any(reply.write for reply in replies))
