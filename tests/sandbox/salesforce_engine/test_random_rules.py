"""Random recurrences against an independent expansion: python-dateutil, which reads RFC 5545 in full."""

import random
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr

from sandbox.salesforce.activities.patterns import days
from sandbox.salesforce.activities.rrule import parse
from tests.seeds import seed_of

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SETS = ("MO,TU,WE,TH,FR", "SA,SU", "MO,TU,WE,TH,FR,SA,SU", *DAYS)
POSITIONS = (-1, 1, 2, 3, 4)


def nth(dice: random.Random) -> str:
    """Which day of a month: by number, by weekday with its number, or by place in a set. No month lacks one."""
    kind = dice.randrange(3)
    if kind == 0:
        return f"BYMONTHDAY={dice.randint(1, 28)}"
    if kind == 1:
        return f"BYDAY={dice.choice(POSITIONS)}{dice.choice(DAYS)}"
    return f"BYDAY={dice.choice(SETS)};BYSETPOS={dice.choice(POSITIONS)}"


def rule(dice: random.Random) -> str:
    frequency = dice.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={frequency}"]
    if frequency != "YEARLY":
        parts.append(f"INTERVAL={dice.randint(1, 12)}")
    if frequency == "WEEKLY":
        parts += [f"BYDAY={','.join(dice.sample(DAYS, dice.randint(1, 7)))}", f"WKST={dice.choice(DAYS)}"]
    if frequency == "YEARLY":
        parts.append(f"BYMONTH={dice.randint(1, 12)}")
    if frequency in ("MONTHLY", "YEARLY"):
        parts.append(nth(dice))
    return ";".join([*parts, f"COUNT={dice.randint(1, 20)}"])


def test_the_same_days_as_an_independent_reader() -> None:
    seed = seed_of("rules")
    dice = random.Random(seed)
    for _ in range(500):
        text, start = rule(dice), date.fromordinal(dice.randint(738_000, 741_000))
        read = parse(text)
        expected = [found.date() for found in rrulestr(text, dtstart=datetime.combine(start, time()))]
        found = list(islice(days(read.pattern, start), read.count))
        assert found == expected, f"seed {seed}: {text} from {start}"
        assert parse(read.text) == read
