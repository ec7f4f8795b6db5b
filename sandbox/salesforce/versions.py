"""The API versions served: 31.0 (Summer '14) to 67.0 (Summer '26), three a year. Up to 30.0 they are retired."""

import re

FIRST, LAST = 31, 67
SEASONS = ("Summer", "Winter", "Spring")


def label(number: int) -> str:
    """`Summer '14` for 31, `Winter '15` for 32, `Spring '15` for 33, and so on."""
    season, year = SEASONS[(number - FIRST) % 3], 14 + (number - FIRST + 2) // 3
    return f"{season} '{year}"


def listing() -> list[dict[str, str]]:
    """The body of `GET /services/data`, ascending."""
    return [{"label": label(n), "url": f"/services/data/v{n}.0", "version": f"{n}.0"} for n in range(FIRST, LAST + 1)]


def number_of(version: str) -> int | None:
    """67 for `67.0`; None when it is not written that way."""
    return int(version[:-2]) if re.fullmatch(r"[1-9]\d{0,2}\.0", version) else None
