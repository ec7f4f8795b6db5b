"""Structured logs: one JSON line an event on standard error, with allow-listed keys only, so that no field of a
record, no address and no token can slip in (OWASP ASVS 5.0, 16.2.5)."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

KEYS = frozenset(
    "event level timestamp logger run mailbox org type side phase count calls seconds code vendor status purpose "
    "attempt attempts next_try job process pid exit_code port error exception lease epoch created updated deleted "
    "linked unlinked unchanged deferred ambiguous conflicts failed waiting held action reason operation request".split()
)


def configure_logs(level: str) -> None:
    """Set structlog and the standard library's logging up for the whole process."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keys that are not on the list are dropped; an exception is named by its class, its text may hold values."""
    failure = event.pop("exc_info", None)
    kept = {key: value for key, value in event.items() if key in KEYS}
    if isinstance(failure, BaseException):
        kept["exception"] = type(failure).__name__
    return kept
