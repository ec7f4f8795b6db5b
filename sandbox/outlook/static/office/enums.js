/** The enumerations of Office that Outlook add-ins use. Values as in Microsoft's reference. */

/** @template E @typedef {import("./members.js").Enumeration<E>} Enumeration */
/**
 * @typedef {object} Enums
 * @property {Enumeration<typeof Office.HostType>} HostType @property {Enumeration<typeof Office.PlatformType>} PlatformType
 * @property {Enumeration<typeof Office.AsyncResultStatus>} AsyncResultStatus
 * @property {Enumeration<typeof Office.CoercionType>} CoercionType @property {Enumeration<typeof Office.EventType>} EventType
 * @property {{[K in keyof typeof Office.MailboxEnums]?: Enumeration<(typeof Office.MailboxEnums)[K]>}} MailboxEnums
 */

export const enums = /** @satisfies {Enums} */ ({
  HostType: { Word: "Word", Excel: "Excel", PowerPoint: "PowerPoint", Outlook: "Outlook", OneNote: "OneNote" },
  PlatformType: { PC: "PC", OfficeOnline: "OfficeOnline", Mac: "Mac", iOS: "iOS", Android: "Android", Universal: "Universal" },
  AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  CoercionType: { Html: "html", Text: "text" },
  EventType: {
    ItemChanged: "olkItemSelectedChanged",
    OfficeThemeChanged: "officeThemeChanged",
    RecipientsChanged: "olkRecipientsChanged",
    AttachmentsChanged: "olkAttachmentsChanged",
    AppointmentTimeChanged: "olkAppointmentTimeChanged",
    DialogMessageReceived: "dialogMessageReceived",
    DialogEventReceived: "dialogEventReceived",
    DialogParentMessageReceived: "dialogParentMessageReceived",
  },
  MailboxEnums: {
    ItemType: { Message: "message", Appointment: "appointment" },
    RecipientType: { User: "user", DistributionList: "distributionList", ExternalUser: "externalUser", Other: "other" },
    AttachmentType: { File: "file", Item: "item", Cloud: "cloud" },
    AttachmentContentFormat: { Base64: "base64", Url: "url", Eml: "eml", ICalendar: "iCalendar" },
    BodyMode: { FullBody: 0, HostConfig: 1 },
    EntityType: { EmailAddress: "emailAddress", PhoneNumber: "phoneNumber", Url: "url" },
    ItemNotificationMessageType: {
      ProgressIndicator: "progressIndicator",
      InformationalMessage: "informationalMessage",
      ErrorMessage: "errorMessage",
    },
    ResponseType: { None: "none", Organizer: "organizer", Tentative: "tentative", Accepted: "accepted", Declined: "declined" },
    ComposeType: { NewMail: "newMail", Reply: "reply", Forward: "forward" },
    RestVersion: { v1_0: "v1.0", v2_0: "v2.0", Beta: "beta" },
    CategoryColor: Object.fromEntries(
      ["None", ...Array.from({ length: 25 }, (_, at) => `Preset${at}`)].map((name) => [name, name]),
    ),
  },
});
