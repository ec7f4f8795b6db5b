"""The values that leaves of EWS requests take, by the names of the elements and attributes, as the schema of
Exchange 15.2 has them (MS-OXWSCDATA and siblings)."""

BOOLEANS = (
    "IncludeMimeContent IsRead ReturnNewItemIds IsInline IsContactPhoto IsAssociated ReminderIsSet HasAttachments "
    "IsReadReceiptRequested IsDeliveryReceiptRequested IsResponseRequested ReadFlag SuppressReadReceipts "
    "IsAllDayEvent IsOnlineMeeting AllowNewTimeProposal IsMeeting IsCancelled IsRecurring MeetingRequestWasSent "
    "@ReturnFullContactData @SaveItemToFolder @SubscribeToAllFolders @SuppressReadReceipts @ReturnFullTimeZoneData"
).split()
INTEGERS = (
    "MaxChangesReturned Timeout StatusFrequency @Offset @MaxEntriesReturned @PropertyId Size"
    " ActualWork TotalWork Interval DayOfMonth NumberOfOccurrences"
    " ReminderMinutesBeforeStart ConferenceType Occurrence Day @InstanceIndex"
).split()
MOMENTS = (
    "Birthday WeddingAnniversary DateTimeCreated DateTimeSent DateTimeReceived ReminderDueBy CompleteDate DueDate "
    "Start End OriginalStart @StartDate @EndDate LastResponseTime"
).split()
CHOICES = {
    "BaseShape": "IdOnly Default AllProperties PcxPeopleSearch",
    "BodyType": "Best HTML Text",
    "Sensitivity": "Normal Personal Private Confidential",
    "Importance": "Low Normal High",
    "FileAsMapping": "None LastCommaFirst FirstSpaceLast Company LastCommaFirstCompany CompanyLastFirst LastFirst "
    "LastFirstCompany CompanyLastCommaFirst LastFirstSuffix LastSpaceFirstCompany CompanyLastSpaceFirst "
    "LastSpaceFirst DisplayName FirstName LastFirstMiddleSuffix LastName Empty",
    "FlagStatus": "NotFlagged Flagged Complete",
    "PostalAddressIndex": "None Home Business Other",
    "Status": "NotStarted InProgress Completed WaitingOnOthers Deferred",
    # A time zone in the same request numbers its months.
    "Month": "January February March April May June July August September October November December "
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "DayOfWeekIndex": "First Second Third Fourth Last",
    "FirstDayOfWeek": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    "@AffectedTaskOccurrences": "AllOccurrences SpecifiedOccurrenceOnly",
    "LegacyFreeBusyStatus": "Free Tentative Busy OOF NoData WorkingElsewhere",
    "ResponseType": "Unknown Organizer Tentative Accept Decline NoResponseReceived",
    "DayOfWeek": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Day Weekday WeekendDay",
    "@SendMeetingInvitations": "SendToNone SendOnlyToAll SendToAllAndSaveCopy",
    "@SendMeetingInvitationsOrCancellations": "SendToNone SendOnlyToAll SendOnlyToChanged SendToAllAndSaveCopy "
    "SendToChangedAndSaveCopy",
    "@SendMeetingCancellations": "SendToNone SendOnlyToAll SendToAllAndSaveCopy",
    "SyncScope": "NormalItems NormalAndAssociatedItems",
    "EventType": "CopiedEvent CreatedEvent DeletedEvent ModifiedEvent MovedEvent NewMailEvent FreeBusyChangedEvent",
    "@DeleteType": "HardDelete SoftDelete MoveToDeletedItems",
    "@ConflictResolution": "NeverOverwrite AutoResolve AlwaysOverwrite",
    "@MessageDisposition": "SaveOnly SendOnly SendAndSaveCopy",
    "@BasePoint": "Beginning End",
    "@Order": "Ascending Descending",
    "@DestinationFormat": "EwsLegacyId EwsId EntryId HexEntryId StoreId OwaId",
    "@Format": "EwsLegacyId EwsId EntryId HexEntryId StoreId OwaId",
    "@ContainmentMode": "FullString Prefixed Substring PrefixOnWords ExactPhrase",
    "@ContainmentComparison": "Exact IgnoreCase IgnoreNonSpacingCharacters Loose IgnoreCaseAndNonSpacingCharacters "
    "LooseAndIgnoreCase LooseAndIgnoreNonSpace LooseAndIgnoreCaseAndIgnoreNonSpace",
    "@PropertyType": "ApplicationTime ApplicationTimeArray Binary BinaryArray Boolean CLSID CLSIDArray Currency "
    "CurrencyArray Double DoubleArray Error Float FloatArray Integer IntegerArray Long LongArray Null Object "
    "ObjectArray Short ShortArray SystemTime SystemTimeArray String StringArray",
    "@DistinguishedPropertySetId": "Meeting Appointment Common PublicStrings Address InternetHeaders "
    "CalendarAssistant UnifiedMessaging Task Sharing",
}
DAYS = frozenset("Sunday Monday Tuesday Wednesday Thursday Friday Saturday Day Weekday WeekendDay".split())
CONFIGURATION_PARTS = frozenset(("Id", "Dictionary", "XmlData", "BinaryData", "All"))
# The same name means different things in different places: `Traversal` is checked by its operation.
TRAVERSALS = {"FindItem": "Shallow SoftDeleted Associated", "FindFolder": "Shallow Deep SoftDeleted"}
FOLDER_NAMES = frozenset(
    (
        "calendar contacts deleteditems drafts inbox journal notes outbox sentitems tasks msgfolderroot "
        "publicfoldersroot root junkemail searchfolders voicemail recoverableitemsroot recoverableitemsdeletions "
        "recoverableitemsversions recoverableitemspurges recoverableitemsdiscoveryholds archiveroot "
        "archivemsgfolderroot archivedeleteditems archiveinbox archiverecoverableitemsroot "
        "archiverecoverableitemsdeletions archiverecoverableitemsversions archiverecoverableitemspurges "
        "archiverecoverableitemsdiscoveryholds syncissues conflicts localfailures serverfailures recipientcache "
        "quickcontacts conversationhistory adminauditlogs todosearch mycontacts directory imcontactlist peopleconnect "
        "favorites mecontact personmetadata teamspaceactivity teamspacemessaging teamspaceworkitems scheduled "
        "orionnotes tagitems alltaggeditems externalcontacts teamchat teamchathistory yammerroot yammerinbound "
        "yammeroutbound yammerfeeds onedriveroot onedriverecylebin onedrivesystem onedrivevolume important starred "
        "archive"
    ).split()
)
KEYS = {
    "EmailAddresses": "EmailAddress1 EmailAddress2 EmailAddress3",
    "ImAddresses": "ImAddress1 ImAddress2 ImAddress3",
    "PhysicalAddresses": "Home Business Other",
    "PhoneNumbers": "AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone "
    "HomeFax HomePhone HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex "
    "TtyTddPhone BusinessMobile IPPhone Mms Msn",
}
