"""The order of elements in EWS requests, as the schema of Exchange 15.2 has it (MS-OXWSCDATA and siblings).

One line an element: `Name[@attributes] = children`. Children stand in order; `?` optional, `*` any number,
`+` at least one, `a|b` one of these; a line ending in `...` repeats its choices in any order. Elements that
no line names are leaves, whose values `grammar_values` names. It holds what the sandbox serves, and
lets through what it does not know deeper inside a property.
"""

PATH = "FieldURI|IndexedFieldURI|ExtendedFieldURI"
FOLDER_ID = "FolderId|DistinguishedFolderId"
ITEM_ID = "ItemId|OccurrenceItemId|RecurringMasterItemId|RecurringMasterItemIdRanges"
ITEM = "Item|Message|CalendarItem|Contact|DistributionList|Task|PostItem|MeetingMessage|MeetingRequest"
FOLDER = "Folder|CalendarFolder|ContactsFolder|SearchFolder|TasksFolder"
SEARCH = (
    "Exists|Excludes|IsEqualTo|IsNotEqualTo|IsGreaterThan|IsGreaterThanOrEqualTo|IsLessThan|IsLessThanOrEqualTo"
    "|Contains|Not|And|Or"
)
UNDER_ITEM = (
    "MimeContent? ItemId? ParentFolderId? ItemClass? Subject? Sensitivity? Body? Attachments? DateTimeReceived? Size? "
    "Categories? Importance? InReplyTo? IsSubmitted? IsDraft? IsFromMe? IsResend? IsUnmodified? "
    "InternetMessageHeaders? DateTimeSent? DateTimeCreated? ResponseObjects? ReminderDueBy? ReminderIsSet? "
    "ReminderNextTime? ReminderMinutesBeforeStart? DisplayCc? DisplayTo? DisplayBcc? HasAttachments? "
    "ExtendedProperty* Culture? EffectiveRights? LastModifiedName? LastModifiedTime? IsAssociated? "
    "WebClientReadFormQueryString? WebClientEditFormQueryString? ConversationId? UniqueBody? Flag? StoreEntryId? "
    "InstanceKey? NormalizedBody? EntityExtractionResult? PolicyTag? ArchiveTag? RetentionDate? Preview? "
    "RightsManagementLicenseData? PredictedActionReasons? IsClutter? BlockStatus? HasBlockedImages? TextBody? "
    "IconIndex? SearchKey? SortKey? Hashtags? Mentions? MentionedMe? MentionsPreview? MentionsEx? AppliedHashtags? "
    "AppliedHashtagsPreview? Likes? LikesPreview? PendingSocialActivityTagIds? AtAllMention? CanDelete? "
    "InferenceClassification?"
)
UNDER_CONTACT = (
    "FileAs? FileAsMapping? DisplayName? GivenName? Initials? MiddleName? Nickname? CompleteName? CompanyName? "
    "EmailAddresses? AbchEmailAddresses? PhysicalAddresses? PhoneNumbers? AssistantName? Birthday? BusinessHomePage? "
    "Children? Companies? ContactSource? Department? Generation? ImAddresses? JobTitle? Manager? Mileage? "
    "OfficeLocation? PostalAddressIndex? Profession? SpouseName? Surname? WeddingAnniversary? HasPicture? "
    "PhoneticFullName? PhoneticFirstName? PhoneticLastName? Alias? Notes? Photo? UserSMIMECertificate? "
    "MSExchangeCertificate? DirectoryId? ManagerMailbox? DirectReports? AccountName? IsAutoUpdateDisabled? "
    "IsMessengerEnabled? Comment? ContactShortId? ContactType? Gender? IsHidden? ObjectId? PassportId? IsPrivate? "
    "SourceId? TrustLevel? CreatedBy? Urls? Cid? SkypeAuthCertificate? SkypeContext? SkypeId? SkypeRelationship? "
    "YomiNickname? XboxLiveTag? InviteFree? HidePresenceAndProfile? IsPendingOutbound? SupportGroupFeeds? "
    "UserTileHash? UnifiedInbox? Mris? Wlid? AbchContactId? NotInBirthdayCalendar? ShellContactType? ImMri? "
    "PresenceTrustLevel? OtherMri? ProfileLastChanged? MobileIMEnabled? PartnerNetworkProfilePhotoUrl? "
    "PartnerNetworkThumbnailPhotoUrl? PersonId? ConversationGuid?"
)
UNDER_MESSAGE = (
    "Sender? ToRecipients? CcRecipients? BccRecipients? IsReadReceiptRequested? IsDeliveryReceiptRequested? "
    "ConversationIndex? ConversationTopic? From? InternetMessageId? IsRead? IsResponseRequested? References? ReplyTo? "
    "ReceivedBy? ReceivedRepresenting? ApprovalRequestData? VotingInformation? ReminderMessageData? MessageSafety? "
    "SenderSMTPAddress? MailboxGuids? PublishedCalendarItemIcs? PublishedCalendarItemName?"
)
UNDER_ANSWER = (
    "Subject? Body? ToRecipients? CcRecipients? BccRecipients? IsReadReceiptRequested? IsDeliveryReceiptRequested? "
    "From? ReferenceItemId? NewBodyContent?"
)
UNDER_ATTACHMENT = (
    "AttachmentId? Name? ContentType? ContentId? ContentLocation? AttachmentOriginalUrl? Size? LastModifiedTime? "
    "IsInline?"
)
UNDER_TASK = (
    "ActualWork? AssignedTime? BillingInformation? ChangeCount? Companies? CompleteDate? Contacts? DelegationState? "
    "Delegator? DueDate? IsAssignmentEditable? IsComplete? IsRecurring? IsTeamTask? Mileage? Owner? PercentComplete? "
    "Recurrence? StartDate? Status? StatusDescription? TotalWork?"
)
UNDER_EVENT = (
    "UID? RecurrenceId? DateTimeStamp? Start? End? OriginalStart? IsAllDayEvent? LegacyFreeBusyStatus? Location? When? "
    "IsMeeting? IsCancelled? IsRecurring? MeetingRequestWasSent? IsResponseRequested? CalendarItemType? "
    "MyResponseType? Organizer? RequiredAttendees? OptionalAttendees? Resources? InboxReminders? "
    "ConflictingMeetingCount? AdjacentMeetingCount? ConflictingMeetings? AdjacentMeetings? Duration? TimeZone? "
    "AppointmentReplyTime? AppointmentSequenceNumber? AppointmentState? Recurrence? FirstOccurrence? LastOccurrence? "
    "ModifiedOccurrences? DeletedOccurrences? MeetingTimeZone? StartTimeZone? EndTimeZone? ConferenceType? "
    "AllowNewTimeProposal? IsOnlineMeeting? MeetingWorkspaceUrl? NetShowUrl? EnhancedLocation? StartWallClock? "
    "EndWallClock? StartTimeZoneId? EndTimeZoneId? IntendedFreeBusyStatus? JoinOnlineMeetingUrl? "
    "OnlineMeetingSettings? IsOrganizer? CalendarActivityData? DoNotForwardMeeting?"
)
UNDER_REPLY = (
    "ItemClass? Sensitivity? Body? Attachments? InternetMessageHeaders? Sender? ToRecipients? CcRecipients? "
    "BccRecipients? IsReadReceiptRequested? IsDeliveryReceiptRequested? From? ReferenceItemId? ProposedStart? "
    "ProposedEnd?"
)
TRANSITION = "Transition|AbsoluteDateTransition|RecurringDateTransition|RecurringDayTransition"
UNDER_FOLDER = (
    "FolderId? ParentFolderId? FolderClass? DisplayName? TotalCount? ChildFolderCount? ExtendedProperty* "
    "ManagedFolderInformation? EffectiveRights? DistinguishedFolderId? PolicyTag? ArchiveTag? ReplicaList?"
)
SUBSCRIPTION = "FolderIds? EventTypes Watermark?"

RULES = f"""
ConvertId@DestinationFormat = SourceIds
SourceIds = AlternateId|AlternatePublicFolderId|AlternatePublicFolderItemId ...
AlternateId@Format@Id@Mailbox =
GetFolder = FolderShape FolderIds
FindFolder@Traversal = FolderShape IndexedPageFolderView|FractionalPageFolderView? Restriction? ParentFolderIds
CreateFolder = ParentFolderId Folders
UpdateFolder = FolderChanges
DeleteFolder@DeleteType = FolderIds
MoveFolder = ToFolderId FolderIds
SyncFolderHierarchy = FolderShape SyncFolderId? SyncState?
SyncFolderItems = ItemShape SyncFolderId SyncState? Ignore? MaxChangesReturned SyncScope?
FindItem@Traversal = ItemShape \
IndexedPageItemView|FractionalPageItemView|SeekToConditionPageItemView|CalendarView|ContactsView? \
GroupBy|DistinguishedGroupBy? Restriction? SortOrder? ParentFolderIds QueryString?
GetItem = ItemShape ItemIds
CreateItem = SavedItemFolderId? Items
UpdateItem@ConflictResolution = SavedItemFolderId? ItemChanges
DeleteItem@DeleteType = ItemIds
MoveItem = ToFolderId ItemIds ReturnNewItemIds?
CopyItem = ToFolderId ItemIds ReturnNewItemIds?
SendItem@SaveItemToFolder = ItemIds SavedItemFolderId?
CreateAttachment = ParentItemId Attachments
GetAttachment = AttachmentShape? AttachmentIds
DeleteAttachment = AttachmentIds
CreateUserConfiguration = UserConfiguration
GetUserConfiguration = UserConfigurationName UserConfigurationProperties
UpdateUserConfiguration = UserConfiguration
DeleteUserConfiguration = UserConfigurationName
ResolveNames@ReturnFullContactData = ParentFolderIds? UnresolvedEntry
GetServerTimeZones = Ids?
Subscribe = PullSubscriptionRequest|PushSubscriptionRequest|StreamingSubscriptionRequest
Unsubscribe = SubscriptionId
GetEvents = SubscriptionId Watermark
GetUserPhoto = Email SizeRequested TypeRequested?
PullSubscriptionRequest = {SUBSCRIPTION} Timeout
PushSubscriptionRequest = {SUBSCRIPTION} StatusFrequency URL CallerData?
StreamingSubscriptionRequest = {SUBSCRIPTION}
ItemShape = BaseShape IncludeMimeContent? BodyType? UniqueBodyType? NormalizedBodyType? FilterHtmlContent? \
ConvertHtmlCodePageToUTF8? InlineImageUrlTemplate? BlockExternalImages? AddBlankTargetToLinks? \
MaximumBodySize? AdditionalProperties?
FolderShape = BaseShape AdditionalProperties?
AttachmentShape = IncludeMimeContent? BodyType? FilterHtmlContent? AdditionalProperties?
AdditionalProperties = {PATH} ...
FolderIds = {FOLDER_ID} ...
ParentFolderIds = {FOLDER_ID} ...
ParentFolderId@any = {FOLDER_ID}?
ToFolderId = {FOLDER_ID}
SyncFolderId = {FOLDER_ID}
SavedItemFolderId = {FOLDER_ID}
DistinguishedFolderId@Id = Mailbox?
FolderId@Id =
ItemId@Id =
AttachmentId@Id =
Ignore = ItemId ...
ItemIds = {ITEM_ID} ...
AttachmentIds = AttachmentId ...
ParentItemId@Id =
Items = {ITEM}|SharingMessage|MeetingResponse|MeetingCancellation|AcceptItem|DeclineItem|TentativelyAcceptItem|\
ReplyToItem|ForwardItem|ReplyAllToItem|CancelCalendarItem|RemoveItem|SuppressReadReceipt|PostReplyItem|\
AcceptSharingInvitation ...
Folders = {FOLDER} ...
ItemChanges = ItemChange ...
ItemChange = {ITEM_ID} Updates
FolderChanges = FolderChange ...
FolderChange = {FOLDER_ID} Updates
Updates = SetItemField|DeleteItemField|AppendToItemField|SetFolderField|DeleteFolderField|AppendToFolderField ...
SetItemField = {PATH} {ITEM}
AppendToItemField = {PATH} {ITEM}
DeleteItemField = {PATH}
SetFolderField = {PATH} {FOLDER}
AppendToFolderField = {PATH} {FOLDER}
DeleteFolderField = {PATH}
Item = {UNDER_ITEM}
Contact = {UNDER_ITEM} {UNDER_CONTACT}
Message = {UNDER_ITEM} {UNDER_MESSAGE}
Task = {UNDER_ITEM} {UNDER_TASK}
CalendarItem = {UNDER_ITEM} {UNDER_EVENT}
AcceptItem = {UNDER_REPLY}
DeclineItem = {UNDER_REPLY}
TentativelyAcceptItem = {UNDER_REPLY}
CancelCalendarItem = {UNDER_ANSWER}
CalendarView@StartDate@EndDate =
OccurrenceItemId@RecurringMasterId@InstanceIndex =
RecurringMasterItemId@OccurrenceId =
RequiredAttendees = Attendee ...
OptionalAttendees = Attendee ...
Resources = Attendee ...
Attendee = Mailbox ResponseType? LastResponseTime? ProposedStart? ProposedEnd?
StartTimeZone@any = Periods? TransitionsGroups? Transitions?
EndTimeZone@any = Periods? TransitionsGroups? Transitions?
Periods = Period ...
TransitionsGroups = TransitionsGroup ...
TransitionsGroup = {TRANSITION} ...
Transitions = {TRANSITION} ...
Transition = To
AbsoluteDateTransition = To DateTime
RecurringDayTransition = To TimeOffset Month DayOfWeek Occurrence
RecurringDateTransition = To TimeOffset Month Day
Folder = {UNDER_FOLDER} PermissionSet? UnreadCount?
ContactsFolder = {UNDER_FOLDER} SharingEffectiveRights? PermissionSet? SourceId? AccountName?
TasksFolder = {UNDER_FOLDER} PermissionSet? UnreadCount?
CalendarFolder = {UNDER_FOLDER} SharingEffectiveRights? PermissionSet?
Recurrence = RelativeYearlyRecurrence|AbsoluteYearlyRecurrence|RelativeMonthlyRecurrence|AbsoluteMonthlyRecurrence|\
WeeklyRecurrence|DailyRecurrence|DailyRegeneration|WeeklyRegeneration|MonthlyRegeneration|YearlyRegeneration \
NoEndRecurrence|EndDateRecurrence|NumberedRecurrence
RelativeYearlyRecurrence = DaysOfWeek DayOfWeekIndex Month
AbsoluteYearlyRecurrence = DayOfMonth Month
RelativeMonthlyRecurrence = Interval DaysOfWeek DayOfWeekIndex
AbsoluteMonthlyRecurrence = Interval DayOfMonth
WeeklyRecurrence = Interval DaysOfWeek FirstDayOfWeek?
DailyRecurrence = Interval
DailyRegeneration = Interval
WeeklyRegeneration = Interval
MonthlyRegeneration = Interval
YearlyRegeneration = Interval
NoEndRecurrence = StartDate
EndDateRecurrence = StartDate EndDate
NumberedRecurrence = StartDate NumberOfOccurrences
Categories = String*
Children = String*
Companies = String*
Contacts = String*
EmailAddresses = Entry ...
PhoneNumbers = Entry ...
ImAddresses = Entry ...
PhysicalAddresses = Entry ...
Entry@Key = Street? City? State? CountryOrRegion? PostalCode?
ExtendedProperty = ExtendedFieldURI Value|Values
Values = Value ...
ExtendedFieldURI@PropertyType =
FieldURI@FieldURI =
IndexedFieldURI@FieldURI@FieldIndex =
Attachments = FileAttachment|ItemAttachment|ReferenceAttachment ...
FileAttachment = {UNDER_ATTACHMENT} IsContactPhoto? Content?
ItemAttachment = {UNDER_ATTACHMENT} {ITEM}?
ReplyToItem = {UNDER_ANSWER}
ForwardItem = {UNDER_ANSWER}
ReplyAllToItem = {UNDER_ANSWER} IsSpecificMessageReply?
ReferenceItemId@Id =
MarkAllItemsAsRead = ReadFlag SuppressReadReceipts FolderIds
Flag = FlagStatus StartDate? DueDate? CompleteDate?
InternetMessageHeaders = InternetMessageHeader ...
ReplyTo = Mailbox*
Restriction = {SEARCH}
And = {SEARCH} ...
Or = {SEARCH} ...
Not = {SEARCH}
Exists = {PATH}
Excludes = {PATH} Bitmask
Contains = {PATH} Constant
IsEqualTo = {PATH} FieldURIOrConstant
IsNotEqualTo = {PATH} FieldURIOrConstant
IsGreaterThan = {PATH} FieldURIOrConstant
IsGreaterThanOrEqualTo = {PATH} FieldURIOrConstant
IsLessThan = {PATH} FieldURIOrConstant
IsLessThanOrEqualTo = {PATH} FieldURIOrConstant
FieldURIOrConstant = {PATH}|Constant
Constant@Value =
SortOrder = FieldOrder ...
FieldOrder@Order = {PATH}
UserConfiguration = UserConfigurationName ItemId? Dictionary? XmlData? BinaryData?
UserConfigurationName@Name = {FOLDER_ID}
Dictionary = DictionaryEntry*
DictionaryEntry = DictionaryKey DictionaryValue
DictionaryKey = Type Value+
DictionaryValue = Type Value+
EventTypes = EventType ...
ExchangeImpersonation = ConnectingSID
ConnectingSID = PrincipalName|SID|PrimarySmtpAddress|SmtpAddress
Mailbox = Name? EmailAddress? RoutingType? MailboxType? ItemId? OriginalDisplayName?
ToRecipients = Mailbox*
CcRecipients = Mailbox*
BccRecipients = Mailbox*
"""
