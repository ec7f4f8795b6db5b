"""`@{reference.path}` in composite calls: values of earlier answers put into later requests."""

import re
from typing import Any
from urllib.parse import quote

from sandbox.salesforce.errors import SalesforceError

MARK = re.compile(r"@\{([^}]*)\}")
STEP = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_]*)|\[(\d{1,6})\]")
IN_URL = "/:?&=,@'()!*"  # what a value may bring into an address as it is


class Answers:
    """The bodies of earlier subrequests, by reference id."""

    def __init__(self) -> None:
        self._bodies: dict[str, Any] = {}

    def add(self, reference: str, body: Any) -> None:
        self._bodies[reference] = body

    def look_up(self, text: str) -> Any:
        """The value of `ref.records[0].Id`. Raises PROCESSING_HALTED (400) when there is none."""
        steps, end = [], 0
        while end < len(text) and (step := STEP.match(text, end)):
            steps.append(int(step[2]) if step[2] else step[1])
            end = step.end()
        if end < len(text) or len(steps) < 2 or steps[0] not in self._bodies:
            raise self._missing(text)
        value = self._bodies[str(steps[0])]
        for step_name in steps[1:]:
            try:
                value = value[step_name]
            except (KeyError, IndexError, TypeError):
                raise self._missing(text) from None
        return value

    @staticmethod
    def _missing(text: str) -> SalesforceError:
        name = text.split(".")[0].split("[")[0]
        message = f"Invalid reference specified. No value for {text} found in {name}"
        return SalesforceError("PROCESSING_HALTED", message)

    def in_url(self, url: str) -> str:
        return MARK.sub(lambda mark: quote(str(self.look_up(mark[1])), safe=IN_URL), url)

    def in_body(self, value: Any) -> Any:
        """A value that is nothing but a reference keeps the type of what it refers to."""
        if isinstance(value, str):
            whole = MARK.fullmatch(value)
            return self.look_up(whole[1]) if whole else MARK.sub(lambda mark: str(self.look_up(mark[1])), value)
        if isinstance(value, list):
            return [self.in_body(item) for item in value]
        if isinstance(value, dict):
            return {name: self.in_body(item) for name, item in value.items()}
        return value
