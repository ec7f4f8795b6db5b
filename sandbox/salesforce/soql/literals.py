"""Date literals such as TODAY, LAST_N_DAYS:30 or THIS_QUARTER: the days they stand for, in the user's time zone."""

from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
_FIXED = {"yesterday": (-1, 0), "today": (0, 1), "tomorrow": (1, 2)}
Days = tuple[date, date]


def days(name: str, number: int | None, today: date, week_start: int) -> Days | None:
    """First day and the day after the last; None for an unknown literal. `week_start`: 0 Monday … 6 Sunday."""
    lower = name.lower()
    try:
        if number is None:
            return _plain(lower, today, week_start)
        return _counted(lower, number, today, week_start)
    except (OverflowError, ValueError):
        return None


def _plain(name: str, today: date, week_start: int) -> Days | None:
    if name in _FIXED:
        begin, end = _FIXED[name]
        return today + timedelta(days=begin), today + timedelta(days=end)
    if name == "last_90_days":
        return today - timedelta(days=90), today + timedelta(days=1)
    if name == "next_90_days":
        return today + timedelta(days=1), today + timedelta(days=91)
    turn, _, unit = name.partition("_")
    step = {"last": -1, "this": 0, "next": 1}.get(turn)
    if step is None:
        return None
    if unit == "week":
        first = today - timedelta(days=(today.weekday() - week_start) % 7) + timedelta(weeks=step)
        return first, first + timedelta(weeks=1)
    if unit not in _MONTHS:
        return None
    first = _start(today, _MONTHS[unit])
    return _moved(first, step * _MONTHS[unit]), _moved(first, (step + 1) * _MONTHS[unit])


def _counted(name: str, number: int, today: date, week_start: int) -> Days | None:
    if number < 0:
        return None
    if name == "n_days_ago":
        return today - timedelta(days=number), today - timedelta(days=number - 1)
    if name.startswith("n_") and name.endswith("s_ago"):
        return _ago(name[2:-5], number, today, week_start)
    turn, _, unit = name.partition("_n_")
    unit = unit.removesuffix("s")
    if turn not in ("last", "next"):
        return None
    if unit == "day":
        # LAST_N_DAYS holds today, NEXT_N_DAYS does not
        if turn == "last":
            return today - timedelta(days=number), today + timedelta(days=1)
        return today + timedelta(days=1), today + timedelta(days=number + 1)
    current = _plain(f"this_{unit}", today, week_start)
    if current is None:
        return None
    if turn == "last":
        return _shifted(current[0], unit, -number), current[0]
    return current[1], _shifted(current[1], unit, number)


def _ago(unit: str, number: int, today: date, week_start: int) -> Days | None:
    current = _plain(f"this_{unit}", today, week_start)
    if current is None:
        return None
    return _shifted(current[0], unit, -number), _shifted(current[0], unit, 1 - number)


def _shifted(day: date, unit: str, count: int) -> date:
    return day + timedelta(weeks=count) if unit == "week" else _moved(day, count * _MONTHS[unit])


def _start(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _moved(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)
