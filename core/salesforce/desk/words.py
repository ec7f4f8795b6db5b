"""Numbers and days in the person's language, for the line below a record's name; the pane formats all else itself."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Words:
    """locale: as Outlook tells it, `de-DE`; any other language reads English."""

    locale: str = ""

    @property
    def german(self) -> bool:
        return self.locale.lower().partition("-")[0] == "de"

    def value(self, value: Any) -> str:
        """Empty for nothing."""
        if isinstance(value, bool) or value is None:
            return ""
        if isinstance(value, int | float):
            return self.number(value)
        text = " ".join(str(value).split())
        return self.day(text) if _DAY.match(text) else text

    def number(self, value: int | float) -> str:
        """Grouped; decimals only where there are some."""
        text = f"{value:,.2f}"
        text = text.removesuffix(".00")
        return text.translate({ord(","): ".", ord("."): ","}) if self.german else text

    def day(self, text: str) -> str:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return text
        if self.german:
            return f"{found.day}.{found.month}.{found.year}"
        return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"
