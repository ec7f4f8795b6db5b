"""Fields that the platform itself fills from others before a record is saved."""

from collections.abc import Callable

from sandbox.salesforce.activities import emails
from sandbox.salesforce.activities.events import derive_event
from sandbox.salesforce.activities.invitees import derive_relation
from sandbox.salesforce.activities.tasks import derive_task
from sandbox.salesforce.changes import Change
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.files import derive_attachment, derive_link, derive_version

# stage: probability, forecast category, its name (the standard stages of a new org)
_STAGES = {
    "Prospecting": (10, "Pipeline", "Pipeline"),
    "Qualification": (10, "Pipeline", "Pipeline"),
    "Needs Analysis": (20, "Pipeline", "Pipeline"),
    "Value Proposition": (50, "Pipeline", "Pipeline"),
    "Id. Decision Makers": (60, "Pipeline", "Pipeline"),
    "Perception Analysis": (70, "Pipeline", "Pipeline"),
    "Proposal/Price Quote": (75, "BestCase", "Best Case"),
    "Negotiation/Review": (90, "Forecast", "Commit"),
    "Closed Won": (100, "Closed", "Closed"),
    "Closed Lost": (0, "Omitted", "Omitted"),
}


def derive(change: Change) -> None:
    for step in _STEPS.get(change.sobject.name, ()):
        step(change)


def _person_name(change: Change) -> None:
    parts = (change.row.get("FirstName"), change.row.get("LastName"))
    change.row["Name"] = " ".join(part for part in parts if part) or None


def _unconverted(change: Change) -> None:
    if change.old and change.old["IsConverted"]:
        raise SalesforceError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", [])


def _opportunity(change: Change) -> None:
    row = change.row
    if change.changed("StageName"):
        probability, category, label = _STAGES.get(row["StageName"], (0, "Pipeline", "Pipeline"))
        if "Probability" not in change.given:
            row["Probability"] = float(probability)
        if "ForecastCategoryName" not in change.given:
            row["ForecastCategoryName"] = label
        row["ForecastCategory"] = category
        row["IsClosed"] = int(row["StageName"] in ("Closed Won", "Closed Lost"))
        row["IsWon"] = int(row["StageName"] == "Closed Won")
        if change.old:
            row["LastStageChangeDate"] = change.context.now()
    amount, likely = row.get("Amount"), row.get("Probability")
    row["ExpectedRevenue"] = None if amount is None else round(amount * (likely or 0) / 100, 2)
    if close := row.get("CloseDate"):
        quarter = (int(close[5:7]) + 2) // 3
        row |= {"FiscalYear": int(close[:4]), "FiscalQuarter": quarter, "Fiscal": f"{close[:4]} {quarter}"}


def _case(change: Change) -> None:
    row, context = change.row, change.context
    if change.old is None:
        row["CaseNumber"] = f"{context.store.next_number('CaseNumber') + 1000:08}"
    closed = row.get("Status") == "Closed"
    if closed != bool(change.was("IsClosed")):
        row["ClosedDate"] = context.now() if closed else None
    row["IsClosed"] = int(closed)
    if change.changed("ContactId"):
        contact = row["ContactId"] and context.store.fetch(context.schema["Contact"], row["ContactId"])
        sources = {"Phone": "Phone", "Mobile": "MobilePhone", "Email": "Email", "Fax": "Fax"}
        row |= {f"Contact{key}": contact[source] if contact else None for key, source in sources.items()}
        if contact and not row.get("AccountId"):
            row["AccountId"] = contact["AccountId"]


def _user(change: Change) -> None:
    row = change.row
    row["UserType"] = row.get("UserType") or "Standard"
    row["Username"] = (row.get("Username") or "").lower() or None
    row["CommunityNickname"] = row.get("CommunityNickname") or (row["Username"] or "").partition("@")[0][:40]


_STEPS: dict[str, tuple[Callable[[Change], None], ...]] = {
    "Contact": (_person_name,),
    "Lead": (_unconverted, _person_name),
    "User": (_person_name, _user),
    "Opportunity": (_opportunity,),
    "Case": (_case,),
    "Task": (derive_task,),
    "Event": (derive_event,),
    "EventRelation": (derive_relation,),
    "EmailMessage": (emails.derive_email,),
    "EmailMessageRelation": (emails.derive_relation,),
    "ContentDocumentLink": (derive_link,),
    "ContentVersion": (derive_version,),
    "Attachment": (derive_attachment,),
}
