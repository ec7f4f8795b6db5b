"""A calendar item's own properties in the schema's order (types.xsd, CalendarItemType)."""

from sandbox.microsoft.ews.field import Field


def _calendar(element: str, name: str, kind: str = "text", default: object = None) -> Field:
    return Field(f"calendar:{element}", name, kind, default)


CALENDAR_FIELDS = [
    _calendar("UID", "uid"),
    _calendar("RecurrenceId", "event_recurrence_id", "server"),
    _calendar("DateTimeStamp", "last_modified_stamp", "server"),
    _calendar("Start", "start", "moment"),
    _calendar("End", "end", "moment"),
    _calendar("OriginalStart", "event_original_start", "server"),
    _calendar("IsAllDayEvent", "is_all_day", "flag", False),
    _calendar("LegacyFreeBusyStatus", "show_as", "choice", "Busy"),
    _calendar("Location", "location"),
    _calendar("When", "when"),
    _calendar("IsMeeting", "event_is_meeting", "server"),
    _calendar("IsCancelled", "event_is_cancelled", "server"),
    _calendar("IsRecurring", "event_is_recurring", "server"),
    _calendar("MeetingRequestWasSent", "event_was_sent", "server"),
    _calendar("IsResponseRequested", "is_response_requested", "flag", True),
    _calendar("CalendarItemType", "event_type", "server"),
    _calendar("MyResponseType", "event_my_response", "server"),
    _calendar("Organizer", "event_organizer", "server"),
    _calendar("RequiredAttendees", "required_attendees", "attendees"),
    _calendar("OptionalAttendees", "optional_attendees", "attendees"),
    _calendar("Resources", "resources", "attendees"),
    _calendar("ConflictingMeetingCount", "event_nothing", "server"),
    _calendar("AdjacentMeetingCount", "event_nothing", "server"),
    _calendar("Duration", "event_duration", "server"),
    _calendar("TimeZone", "event_zone_name", "server"),
    _calendar("AppointmentReplyTime", "event_reply_time", "server"),
    _calendar("AppointmentSequenceNumber", "event_sequence", "server"),
    _calendar("AppointmentState", "event_state", "server"),
    _calendar("Recurrence", "recurrence", "recurrence"),
    _calendar("FirstOccurrence", "event_first", "server"),
    _calendar("LastOccurrence", "event_last", "server"),
    _calendar("ModifiedOccurrences", "event_modified", "server"),
    _calendar("DeletedOccurrences", "event_deleted", "server"),
    _calendar("MeetingTimeZone", "meeting_time_zone", "zone"),
    _calendar("StartTimeZone", "start_time_zone", "zone"),
    _calendar("EndTimeZone", "end_time_zone", "zone"),
    _calendar("ConferenceType", "conference_type", "number", 0),
    _calendar("AllowNewTimeProposal", "allow_new_time_proposal", "flag", True),
    _calendar("IsOnlineMeeting", "event_is_online", "server"),
    _calendar("MeetingWorkspaceUrl", "meeting_workspace_url"),
    _calendar("NetShowUrl", "net_show_url"),
    _calendar("StartWallClock", "event_start_wall", "server"),
    _calendar("EndWallClock", "event_end_wall", "server"),
    _calendar("StartTimeZoneId", "event_start_zone_id", "server"),
    _calendar("EndTimeZoneId", "event_end_zone_id", "server"),
    _calendar("IsOrganizer", "event_is_organizer", "server"),
]
# Which of the store's attendees an element holds.
ATTENDEE_KINDS = {"required_attendees": "required", "optional_attendees": "optional", "resources": "resource"}
# The Default shape (learn.microsoft.com, "Property sets and response shapes in EWS in Exchange").
DEFAULT_CALENDAR = {"item:ItemId", "item:Subject", "item:HasAttachments"} | {
    f"calendar:{name}" for name in "Start End LegacyFreeBusyStatus Location CalendarItemType Organizer".split()
}
