"""FindItem with a CalendarView: single events and occurrences in a window of time (MS-OXWSSRCH, CalendarViewType)."""

from datetime import UTC, datetime, timedelta, tzinfo

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.extended import read_moment
from sandbox.microsoft.ews.wire import Element, boolean
from sandbox.microsoft.folders import Folder
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

# The widest window, and EWSFindCountLimit: a view that holds more is cut there, and without a limit of its own refused.
WIDEST = timedelta(days=2 * 366)
MOST = 1000


def view(element: Element, mailbox: Mailbox, folder: Folder, zone: tzinfo) -> tuple[list[Item], dict[str, str]]:
    """The items in order of their start, and the attributes of RootFolder. Raises EwsError."""
    if not folder.holds_events():
        text = "A calendar view works on a calendar folder only."
        raise EwsError("ErrorCalendarFolderIsInvalidForCalendarView", text)
    start, end = _moment(element, "StartDate", zone), _moment(element, "EndDate", zone)
    if end < start:
        raise EwsError("ErrorCalendarEndDateIsEarlierThanStartDate", "EndDate is earlier than StartDate.")
    if end - start > WIDEST:
        raise EwsError("ErrorCalendarViewRangeTooBig", "A calendar view spans two years at most.")
    found = mailbox.calendar_view(folder.id, start, end)
    limit = int(element.get("MaxEntriesReturned") or 0)
    if not limit and len(found) > MOST:
        raise EwsError("ErrorExceededFindCountLimit", f"The view holds more than {MOST} items; ask for fewer.")
    page = found[: min(limit, MOST) or MOST]
    whole = boolean(len(page) == len(found))
    return page, {"TotalItemsInView": str(len(found)), "IncludesLastItemInRange": whole}


def _moment(element: Element, name: str, zone: tzinfo) -> datetime:
    try:
        return read_moment(element.get(name, ""), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise EwsError("ErrorCalendarInvalidAttributeValue", f"{name} is no valid date and time.") from None
