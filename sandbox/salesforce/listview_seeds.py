"""The list views and list columns that objects have in a new org."""

from sandbox.salesforce.schema import SObject

Seed = tuple[str, str, str, str, str]  # developer name, label, scope, condition, order

_NEWEST = "LastViewedDate DESC NULLS LAST"
_DUE = "ActivityDate ASC NULLS LAST"
_OWN: dict[str, list[Seed]] = {
    "Account": [("NewThisWeek", "New This Week", "everything", "CreatedDate = THIS_WEEK", "")],
    "Contact": [
        ("MyAccountsContacts", "My Accounts' Contacts", "everything", "Account.OwnerId = '{user}'", ""),
        ("NewThisWeek", "New This Week", "everything", "CreatedDate = THIS_WEEK", ""),
        ("NewLastWeek", "New Last Week", "everything", "CreatedDate = LAST_WEEK", ""),
    ],
    "Lead": [
        ("AllOpenLeads", "All Open Leads", "everything", "IsConverted = false", ""),
        ("MyUnreadLeads", "My Unread Leads", "mine", "IsConverted = false AND IsUnreadByOwner = true", ""),
        ("TodaysLeads", "Today's Leads", "everything", "CreatedDate = TODAY", ""),
    ],
    "Opportunity": [
        ("ClosingThisMonth", "Closing This Month", "everything", "CloseDate = THIS_MONTH", ""),
        ("NewThisWeek", "New This Week", "everything", "CreatedDate = THIS_WEEK", ""),
        ("Won", "Won", "everything", "IsWon = true", ""),
        ("MyAccountsOpportunities", "My Accounts' Opportunities", "everything", "Account.OwnerId = '{user}'", ""),
    ],
    "Case": [
        ("AllOpenCases", "All Open Cases", "everything", "IsClosed = false", ""),
        ("MyOpenCases", "My Open Cases", "mine", "IsClosed = false", ""),
    ],
    "Task": [
        ("MyOpenTasks", "My Open Tasks", "mine", "IsClosed = false AND IsRecurrence = false", _DUE),
        ("OpenTasks", "Open Tasks", "mine", "IsClosed = false", ""),
        ("UnscheduledTasks", "Unscheduled Tasks", "mine", "IsClosed = false AND ActivityDate = null", ""),
        ("RecurringTasks", "Recurring Tasks", "mine", "IsRecurrence = true", ""),
        ("CompletedTasks", "Tasks Completed Within Last 7 Days", "mine", "CompletedDateTime = LAST_N_DAYS:7", ""),
        ("TodaysTasks", "Today's Tasks", "mine", "IsClosed = false AND ActivityDate = TODAY", ""),
        ("OverdueTasks", "Overdue Tasks", "mine", "IsClosed = false AND ActivityDate < TODAY", ""),
        ("RecentlyCompletedTasks", "Recently Completed Tasks", "mine", "CompletedDateTime = LAST_N_DAYS:30", ""),
    ],
    "Event": [
        ("TodaysEvents", "Today's Events", "mine", "StartDateTime = TODAY", "StartDateTime ASC"),
        ("UpcomingEvents", "Upcoming Events", "mine", "StartDateTime >= TODAY", "StartDateTime ASC"),
    ],
    "User": [("ActiveUsers", "Active Users", "everything", "IsActive = true", "")],
}
_COLUMNS = {
    "Account": ("Name", "Site", "BillingState", "Phone", "toLabel(Type)", "Owner.Alias"),
    "Contact": ("Name", "Account.Name", "Title", "Phone", "Email", "Owner.Alias"),
    "Lead": ("Name", "Title", "Company", "Phone", "Email", "toLabel(Status)", "CreatedDate", "Owner.Alias"),
    "Opportunity": ("Name", "Account.Name", "Amount", "CloseDate", "toLabel(StageName)", "Owner.Alias"),
    "Case": (
        "CaseNumber",
        "Contact.Name",
        "Subject",
        "toLabel(Status)",
        "toLabel(Priority)",
        "CreatedDate",
        "Owner.Alias",
    ),
    "Task": ("Subject", "Who.Name", "What.Name", "ActivityDate", "toLabel(Status)", "toLabel(Priority)", "Owner.Alias"),
    "Event": ("Subject", "Who.Name", "What.Name", "StartDateTime", "EndDateTime", "Location", "Owner.Alias"),
    "User": ("Name", "Alias", "Username", "Email", "Profile.Name", "IsActive"),
}


def seeds(sobject: SObject) -> list[Seed]:
    """All, mine and recently viewed for every object, then its own."""
    plural, short = sobject.plural, sobject.plural.replace(" ", "")
    result: list[Seed] = [(f"All{short}", f"All {plural}", "everything", "", "")]
    if sobject.has("OwnerId"):
        result.append((f"My{short}", f"My {plural}", "mine", "", ""))
    if sobject.has("LastViewedDate"):
        result.append((f"RecentlyViewed{short}", f"Recently Viewed {plural}", "mru", "", _NEWEST))
    return result + _OWN.get(sobject.name, [])


def columns_of(sobject: SObject) -> tuple[str, ...]:
    if sobject.name in _COLUMNS:
        return _COLUMNS[sobject.name]
    name = [sobject.name_field.name] if sobject.name_field else []
    owner = ["Owner.Alias"] if sobject.has("OwnerId") else []
    return tuple(dict.fromkeys([*name, "CreatedDate", *owner])) if sobject.has("CreatedDate") else (*name, "Id")
