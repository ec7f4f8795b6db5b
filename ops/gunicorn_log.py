"""gunicorn's own log without what a request holds. Of a request that it cannot read it writes the line or the header,
and of one that ends in an error its address: both may be a token, or the code of a sign-in (RFC 6749, 10.3)."""

import sys
from typing import Any

from gunicorn.glogging import Logger

UNREADABLE, BROKEN = "Invalid request from ip=", "Error handling request"


class Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """For gunicorn's --logger-class."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        text = str(msg)
        if text.startswith(UNREADABLE):
            msg = text.partition(": ")[0]
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """With the class of the error: its text may hold values, too."""
        if not str(msg).startswith(BROKEN):
            super().exception(msg, *args, **kwargs)
            return
        failure = sys.exception()
        super().error("%s: %s", BROKEN, type(failure).__name__)
