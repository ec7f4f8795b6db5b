"""Bodies of EWS requests about calendar items, written by hand."""

CALENDAR = '<t:DistinguishedFolderId Id="calendar"/>'
NONE = 'SendMeetingInvitations="SendToNone"'
TIMES = "<t:Start>2026-03-16T09:00:00Z</t:Start><t:End>2026-03-16T10:00:00Z</t:End>"
BERLIN = '<t:StartTimeZone Id="W. Europe Standard Time"/>'
WEEKLY = (
    "<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Monday</t:DaysOfWeek>"
    "</t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2026-03-16</t:StartDate>"
    "<t:NumberOfOccurrences>5</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>"
)
OWN_ZONE = """<t:StartTimeZone Id="{0}" Name="{0}"><t:Periods><t:Period Bias="-PT90M" Name="Standard" Id="std"/>
<t:Period Bias="-PT2H30M" Name="Daylight" Id="dlt"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0">
<t:RecurringDayTransition><t:To Kind="Period">dlt</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>4</t:Month>
<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>2</t:Occurrence></t:RecurringDayTransition>
<t:RecurringDateTransition><t:To Kind="Period">std</t:To><t:TimeOffset>PT3H</t:TimeOffset><t:Month>10</t:Month>
<t:Day>1</t:Day></t:RecurringDateTransition></t:TransitionsGroup></t:TransitionsGroups><t:Transitions>
<t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:StartTimeZone>"""


def create(properties: str, attributes: str = NONE, folder: str = CALENDAR) -> str:
    return (
        f"<m:CreateItem {attributes}><m:SavedItemFolderId>{folder}</m:SavedItemFolderId>"
        f"<m:Items><t:CalendarItem>{properties}</t:CalendarItem></m:Items></m:CreateItem>"
    )


def get(reference: str, shape: str = "AllProperties") -> str:
    return (
        f"<m:GetItem><m:ItemShape><t:BaseShape>{shape}</t:BaseShape></m:ItemShape>"
        f"<m:ItemIds>{reference}</m:ItemIds></m:GetItem>"
    )


def item(item_id: str) -> str:
    return f'<t:ItemId Id="{item_id}"/>'


def indexed(master_id: str, index: object) -> str:
    return f'<t:OccurrenceItemId RecurringMasterId="{master_id}" InstanceIndex="{index}"/>'


def master_of(occurrence_id: str) -> str:
    return f'<t:RecurringMasterItemId OccurrenceId="{occurrence_id}"/>'


def update(reference: str, steps: str, attributes: str = 'SendMeetingInvitationsOrCancellations="SendToNone"') -> str:
    return (
        f'<m:UpdateItem ConflictResolution="AlwaysOverwrite" {attributes}><m:ItemChanges><t:ItemChange>{reference}'
        f"<t:Updates>{steps}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def setting(uri: str, value: str) -> str:
    path = f'<t:FieldURI FieldURI="{uri}"/>'
    return f"<t:SetItemField>{path}<t:CalendarItem>{value}</t:CalendarItem></t:SetItemField>"


def deleting(uri: str) -> str:
    return f'<t:DeleteItemField><t:FieldURI FieldURI="{uri}"/></t:DeleteItemField>'


def delete(reference: str, attributes: str = 'SendMeetingCancellations="SendToNone"') -> str:
    return f'<m:DeleteItem DeleteType="HardDelete" {attributes}><m:ItemIds>{reference}</m:ItemIds></m:DeleteItem>'


def find(view: str, folder: str = CALENDAR, more: str = "", shape: str = "IdOnly") -> str:
    return (
        f'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>{shape}</t:BaseShape></m:ItemShape>{view}{more}'
        f"<m:ParentFolderIds>{folder}</m:ParentFolderIds></m:FindItem>"
    )


def window(start: str = "2026-03-01T00:00:00Z", end: str = "2026-06-01T00:00:00Z", limit: str = "") -> str:
    most = f'MaxEntriesReturned="{limit}" ' if limit else ""
    return f'<m:CalendarView {most}StartDate="{start}" EndDate="{end}"/>'


def answer(name: str, item_id: str) -> str:
    return (
        f'<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:{name}><t:ReferenceItemId Id="{item_id}"/>'
        f"</t:{name}></m:Items></m:CreateItem>"
    )
