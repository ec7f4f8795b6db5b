"""What the schema tables share: groups of fields, picklists and the targets of references to many kinds."""

AUDIT = (
    "CreatedDate | Created Date | datetime | required, readonly, defaulted",
    "CreatedById | Created By ID | reference(User) | required, readonly, defaulted, as=CreatedBy",
    "LastModifiedDate | Last Modified Date | datetime | required, readonly, defaulted",
    "LastModifiedById | Last Modified By ID | reference(User) | required, readonly, defaulted, as=LastModifiedBy",
    "SystemModstamp | System Modstamp | datetime | required, readonly, defaulted",
)
VIEWED = (
    "LastViewedDate | Last Viewed Date | datetime | readonly",
    "LastReferencedDate | Last Referenced Date | datetime | readonly",
)
ADDRESS = (
    "{p}Street | {l}Street | textarea(255) | of={p}Address, info=plaintextarea",
    "{p}City | {l}City | string(40) | of={p}Address",
    "{p}State | {l}State/Province | string(80) | of={p}Address",
    "{p}PostalCode | {l}Zip/Postal Code | string(20) | of={p}Address",
    "{p}Country | {l}Country | string(80) | of={p}Address",
    "{p}Latitude | {l}Latitude | double(18,15) | of={p}Address",
    "{p}Longitude | {l}Longitude | double(18,15) | of={p}Address",
    "{p}GeocodeAccuracy | {l}Geocode Accuracy | picklist(40) | restricted, of={p}Address, values=@GeocodeAccuracy",
    "{p}Address | {l}Address | address | readonly, permissionable",
)
_HOURS = tuple(
    f"{60 * hour + minute}={(hour - 1) % 12 + 1}:{minute:02} {'AM' if hour < 12 else 'PM'}"
    for hour in range(24)
    for minute in (0, 30)
)
CHOICES: dict[str, tuple[str, ...]] = {
    "@LeadSource": ("Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"),
    "@Rating": ("Hot", "Warm", "Cold"),
    "@CleanStatus": (
        "Matched=In Sync",
        "Different",
        "Acknowledged=Reviewed",
        "NotFound=Not Found",
        "Inactive",
        "Pending=Not Compared",
        "SelectMatch=Select Match",
        "Skipped",
    ),
    "@GeocodeAccuracy": tuple(
        "Address NearAddress Block Street ExtendedZip Zip Neighborhood City County State Unknown".split()
    ),
    "@Industry": (
        *"Agriculture Apparel Banking Biotechnology Chemicals Communications Construction Consulting".split(),
        *"Education Electronics Energy Engineering Entertainment Environmental Finance".split(),
        "Food & Beverage",
        *"Government Healthcare Hospitality Insurance Machinery Manufacturing Media".split(),
        "Not For Profit",
        *"Recreation Retail Shipping Technology Telecommunications Transportation Utilities Other".split(),
    ),
    "@Locales": (
        *"da_DK de_AT de_CH de_DE en_AU en_CA en_GB en_IE en_US es_ES es_MX fi_FI fr_BE fr_CA fr_CH fr_FR".split(),
        *"it_CH it_IT ja_JP ko_KR nl_BE nl_NL no_NO pl_PL pt_BR pt_PT sv_SE zh_CN zh_TW".split(),
    ),
    "@Languages": tuple("da de en_US es es_MX fi fr it ja ko nl_NL no pt_BR ru sv th zh_CN zh_TW".split()),
    "@Hours": _HOURS,
}
# the objects that a task, an event or an email can be related to; the sandbox keeps records of only some of them
_ACTIVITIES = """
Account ApptBundleAggrDurDnscale ApptBundleAggrPolicy ApptBundleConfig ApptBundlePolicy
ApptBundlePolicySvcTerr ApptBundlePropagatePolicy ApptBundleRestrictPolicy ApptBundleSortPolicy
Asset AssetRelationship AssetWarranty AssignedResource AttributeDefinition AttributePicklist
AttributePicklistValue Campaign Case ChannelProgram ChannelProgramLevel CommSubscriptionConsent
ContactRequest Contract ContractLineItem CreditMemo DelegatedAccount Entitlement Expense
ExpenseReport ExpenseReportEntry Image Invoice LegalEntity ListEmail Location MaintenanceAsset
MaintenancePlan OperatingHoursHoliday Opportunity Order PartnerFundAllocation PartnerFundClaim
PartnerFundRequest PartnerMarketingBudget PartyConsent ProcessException Product2 ProductConsumed
ProductItem ProductRequest ProductRequestLineItem ProductServiceCampaign ProductServiceCampaignItem
ProductTransfer ResourceAbsence ReturnOrder ReturnOrderLineItem ServiceAppointment ServiceContract
ServiceCrew ServiceCrewMember ServiceResource Shift ShiftPattern ShiftPatternEntry Shipment
ShipmentItem Solution TimeSheet TimeSheetEntry TravelMode WarrantyTerm WorkOrder WorkOrderLineItem
WorkPlan WorkPlanSelectionRule WorkPlanTemplate WorkPlanTemplateEntry WorkStep WorkStepTemplate
"""
_FILES = "Account Case Contact EmailMessage Event Lead Opportunity Organization Task User"
REFERENCES = {
    "@Activities": tuple(_ACTIVITIES.split()),
    "@Files": tuple(_FILES.split()),
    "@Invited": ("Calendar", "Contact", "Lead", "User"),
    "@Related": ("Contact", "Lead"),
}
