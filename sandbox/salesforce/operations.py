"""What a call is known by in the log and to faults: method, path template, and the parts it carries."""

from typing import Any

from sandbox.salesforce.router import Router


def parts_of(body: Any) -> list[tuple[str, str]]:
    """(method, address) of the subrequests in a body, as far as they can be read."""
    found = []
    graphs = body.get("graphs") if isinstance(body, dict) else None
    groups = [body, *(graphs if isinstance(graphs, list) else [])]
    for group in (g for g in groups if isinstance(g, dict)):
        entries = group.get("compositeRequest") or group.get("batchRequests") or []
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                found.append((str(entry.get("method", "")).upper(), str(entry.get("url", ""))))
    return found


def operation_of(router: Router, method: str, path: str, body: Any) -> str:
    """`POST composite [GET query, PATCH composite/sobjects]`."""
    operation = router.operation(method, path)
    if not operation.startswith("POST composite") or operation.startswith("POST composite/sobjects"):
        return operation
    parts = []
    for name, url in parts_of(body):
        inner = url.partition("?")[0].removeprefix("/services/data").lstrip("/").partition("/")[2]
        parts.append(router.operation(name, inner))
    return f"{operation} [{', '.join(parts)}]" if parts else operation
