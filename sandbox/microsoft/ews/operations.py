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


# The other operations of Exchange 15.2's services.wsdl: they get a proper refusal.
NOT_SERVED = frozenset(
    (
        "AddDelegate AddDistributionGroupToImList AddImContactToGroup AddImGroup AddNewImContactToGroup "
        "AddNewTelUriContactToGroup AddTag ApplyConversationAction ArchiveItem CopyFolder CreateFolderPath "
        "CreateManagedFolder CreateMeetingInstance CreateMeetingSpace CreateOrUpdateFocusedOtherOverride "
        "DeleteFocusedOtherOverride DeleteMeetingInstance DeleteMeetingSpace DeleteSearchSuggestion DisableApp "
        "DisconnectPhoneCall EmptyFolder EndSearchSession ExecuteSearch ExpandDL ExportItems "
        "FindAvailableMeetingTimes FindConversation FindMeetingSpaceByJoinUrl FindMeetingTimeCandidates "
        "FindMessageTrackingReport FindPeople FindTags GetAppManifests GetAppMarketplaceUrl GetClientAccessToken "
        "GetConversationItems GetDelegate GetDiscoverySearchConfiguration GetFocusedOtherOverrides GetHoldOnMailboxes "
        "GetImItemList GetImItems GetInboxRules GetLastPrivateCatalogUpdate GetMailTips GetMeetingInstance "
        "GetMeetingSpace GetMessageTrackingReport GetNonIndexableItemDetails GetNonIndexableItemStatistics "
        "GetPasswordExpirationDate GetPersona GetPhoneCallInformation GetPrivateCatalogAddIns GetRoomLists GetRooms "
        "GetSearchSuggestions GetSearchableMailboxes GetServiceConfiguration GetSharingFolder GetSharingMetadata "
        "GetSpecificUserConfiguration GetStreamingEvents GetUserOofSettings GetUserRetentionPolicyTags HideTag "
        "InstallApp MarkAsJunk PlayOnPhone RefreshSharingFolder RegisterConsent "
        "RemoveContactFromImList RemoveDelegate RemoveDistributionGroupFromImList RemoveImContactFromGroup "
        "RemoveImGroup ReportMessage SearchMailboxes SetHoldOnMailboxes SetImGroup SetImListMigrationCompleted "
        "SetTeamMailbox SetUserOofSettings SetUserPhoto StartSearchSession UninstallApp UnpinTeamMailbox "
        "UpdateDelegate UpdateInboxRules UpdateItemInRecoverableItems UpdateMeetingInstance UpdateMeetingSpace "
        "UploadItems"
    ).split()
)
