"""The table of EWS operations: each handler registers itself with what the endpoint must know about it."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.microsoft.ews.call import Call
from sandbox.microsoft.ews.wire import Element, M

Handler = Callable[[Call, Element], Element]


@dataclass(frozen=True)
class Operation:
    """write: it changes the mailbox; batch: the m: child whose children are its units; since: first schema version."""

    name: str
    handle: Handler
    write: bool
    batch: str | None
    since: str

    def units(self, request: Element) -> int:
        found = request.find(M + self.batch) if self.batch else None
        return max(1, len(found)) if found is not None else 1


OPERATIONS: dict[str, Operation] = {}


def operation(
    name: str, *, write: bool = False, batch: str | None = None, since: str = "Exchange2007"
) -> Callable[[Handler], Handler]:
    """Register the handler of an EWS operation."""

    def register(handle: Handler) -> Handler:
        OPERATIONS[name] = Operation(name, handle, write, batch, since)
        return handle

    return register


# Operations of the schema that the sandbox does not serve: they get a proper refusal.
NOT_SERVED = frozenset(
    (
        "AddDelegate AddDistributionGroupToImList AddImContactToGroup AddImGroup AddNewImContactToGroup "
        "AddNewTelUriContactToGroup ApplyConversationAction ArchiveItem CreateFolderPath CreateManagedFolder "
        "CreateUnifiedMailbox DisableApp DisconnectPhoneCall EmptyFolder ExpandDL ExportItems "
        "FindAvailableMeetingTimes "
        "FindConversation FindMailboxStatisticsByKeywords FindMessageTrackingReport FindPeople GetAppManifests "
        "GetAppMarketplaceUrl GetClientAccessToken GetConversationItems GetDelegate GetDiscoverySearchConfiguration "
        "GetHoldOnMailboxes GetImItemList GetImItems GetInboxRules GetMailTips GetMessageTrackingReport "
        "GetNonIndexableItemDetails GetNonIndexableItemStatistics GetPasswordExpirationDate GetPersona GetPhoneCall "
        "GetReminders GetRoomLists GetRooms GetSearchableMailboxes GetServiceConfiguration GetSharingFolder "
        "GetSharingMetadata GetStreamingEvents GetUserOofSettingsRequest GetUserRetentionPolicyTags InstallApp "
        "MarkAllItemsAsRead MarkAsJunk PerformReminderAction PlayOnPhone RefreshSharingFolder RemoveContactFromImList "
        "RemoveDelegate RemoveDistributionGroupFromImList RemoveImContactFromGroup RemoveImGroup SearchMailboxes "
        "SetHoldOnMailboxes SetImGroup SetImListMigrationCompleted SetTeamMailbox SetUserOofSettingsRequest "
        "UninstallApp UnpinTeamMailbox UpdateDelegate UpdateInboxRules UploadItems CopyFolder"
    ).split()
)
