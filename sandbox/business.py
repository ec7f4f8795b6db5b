"""The demo's business in Salesforce: what the company sells to its accounts, what their people complain about, who was
called and met, and who only asked so far. Everything is made up; days count from the sandbox's today.

The administrator owns the activities, and they are over: the users' own tasks and appointments stay as few as they are.
"""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sandbox.people import SEED
from sandbox.salesforce.org import Acting, Org
from sandbox.salesforce.record_pages import add_record_type, set_layout

DEALS = (
    # what is sold, about how dear it is
    ("Pump station retrofit", 84_000),
    ("Annual maintenance", 18_500),
    ("Filter cartridges, framework order", 42_300),
    ("Water quality monitoring", 27_900),
    ("Cooling loop extension", 156_000),
    ("Leak detection pilot", 9_800),
    ("Spare parts package", 6_450),
    ("Operator training", 12_000),
)
STAGES = ("Prospecting", "Qualification", "Needs Analysis", "Proposal/Price Quote", "Negotiation/Review", "Closed Won")
CASES = (
    ("Pump trips under full load", "High", "Mechanical"),
    ("Wrong gasket delivered", "Medium", "Other"),
    ("Sensor reports no values since the update", "High", "Electronic"),
    ("Invoice shows the old address", "Low", "Other"),
    ("Filter housing leaks at the seam", "Medium", "Structural"),
    ("Question about the service interval", "Low", "Mechanical"),
)
CALLS = (
    "Call: delivery date confirmed",
    "Call: wants a second quote",
    "Email: sent the data sheet",
    "Call: asked for references",
    "Email: minutes of our meeting",
)
MEETINGS = ("On-site visit", "Quarterly review", "Demo of the monitoring portal", "Contract talk")
LEADS = (
    ("Solène", "Marchand", "Brasserie du Canal", "Technical Director", "Working - Contacted"),
    ("Piotr", "Zieliński", "Mleczarnia Dolina", "Head of Utilities", "Open - Not Contacted"),
    ("Greta", "Hoffmann-Ruiz", "Hoffmann Galvanik", "Plant Manager", "Working - Contacted"),
    ("Tadhg", "Ó Briain", "Shannon Estuary Foods", "Procurement", "Open - Not Contacted"),
    ("Mei", "Tanaka", "Kobe Precision Casting", "Quality Manager", "Open - Not Contacted"),
    ("Elif", "Demir", "Izmir Tekstil", "Operations Director", "Working - Contacted"),
)
REGIONS = {
    "North": ("Scandinavia", "Ireland"),
    "Central": ("Germany", "Poland", "France"),
    "South": ("Greece",),
    "Overseas": ("Japan", "United States"),
}


def open_business(org: Org, admin_id: str, user_ids: Sequence[str]) -> None:
    """Fills an org that has the demo's accounts and contacts. user_ids: who sells."""
    with org.lock, org.transaction():
        _extend(org)
        admin, rng = org.as_user(admin_id, update_mru=False), random.Random(SEED)
        today = org.clock.now().date()
        accounts = admin.query("SELECT Id, Name FROM Account ORDER BY Name").records
        contacts = admin.query("SELECT Id, AccountId, OwnerId, LastName FROM Contact ORDER BY Email, Id").records
        for number, account in enumerate(accounts):
            _sell(admin, rng, account, user_ids[number % len(user_ids)], today)
        kinds = {row["Name"]: row["Id"] for row in admin.query("SELECT Id, Name FROM RecordType").records}
        for number, contact in enumerate(contacts):
            _talk(admin, rng, contact, number, today)
            if number % 9 == 0:
                _complain(admin, rng, contact, kinds)
        for number, lead in enumerate(LEADS):
            admin.insert("Lead", _lead(lead, user_ids[number % len(user_ids)]))


def _extend(org: Org) -> None:
    """The company's own fields on deals, one of each kind, two kinds of cases with pages of their own, and a rule that
    warns of duplicates, as every new org has one."""
    org.add_duplicate_rule("Contact", "Standard Contact Duplicate Rule", [["Email"]], "Allow")
    cities = [{"value": place, "validFor": [region]} for region, places in REGIONS.items() for place in places]
    fields: dict[str, tuple[str, dict[str, Any]]] = {
        "Region": ("picklist", {"picklistValues": list(REGIONS), "restrictedPicklist": True}),
        "Territory": ("picklist", {"picklistValues": cities, "controllerName": "Region__c"}),
        "Products": ("multipicklist", {"picklistValues": ["Pumps", "Filters", "Sensors", "Service"]}),
        "Discount": ("percent", {"precision": 5, "scale": 2, "inlineHelpText": "Above 15 % the board decides."}),
        "Board_Approval": ("boolean", {"label": "Board approval"}),
        "Kickoff": ("datetime", {"label": "Kick-off"}),
        "Call_Back": ("time", {"label": "Best time to call"}),
        "Tender_Page": ("url", {"label": "Tender page"}),
        "Signer_Email": ("email", {"label": "Signer's e-mail"}),
        "Signer_Phone": ("phone", {"label": "Signer's phone"}),
    }
    for name, (kind, keys) in fields.items():
        org.add_field("Opportunity", name, kind, **keys)
    deal = ["Name!", "AccountId!", "StageName!", "CloseDate!", "Amount", "Probability", "Discount__c", "NextStep"]
    where = ["Region__c", "Territory__c", "Products__c", "Tender_Page__c"]
    signing = ["Board_Approval__c", "Kickoff__c", "Call_Back__c", "Signer_Email__c", "Signer_Phone__c"]
    sections = {"The deal": [*deal, "OwnerId", "~ExpectedRevenue"], "What and where": where, "Signing": signing}
    set_layout(org, "Opportunity", sections | {"More": ["LeadSource", "Type", "Description"]})
    complaint = add_record_type(org, "Case", "Complaint", {"Priority": ["High", "Medium"]})
    add_record_type(org, "Case", "Question", {"Priority": ["Low", "Medium"], "Origin": ["Email", "Phone", "Web"]})
    what = ["CaseNumber", "Subject!", "Status", "Priority", "Type", "Reason", "Description"]
    set_layout(org, "Case", {"Complaint": what, "Who": ["ContactId!", "AccountId", "OwnerId"]}, complaint)


def _sell(admin: Acting, rng: random.Random, account: Mapping[str, Any], owner: str, today: date) -> None:
    for subject, price in rng.sample(DEALS, rng.choice((1, 2, 2, 3))):
        stage, days = rng.choice(STAGES), rng.randint(5, 120)
        region = rng.choice(list(REGIONS))
        deal: dict[str, Any] = {
            "Name": f"{subject} {today.year}",
            "AccountId": account["Id"],
            "OwnerId": owner,
            "StageName": stage,
            "Amount": round(price * rng.uniform(0.7, 1.6), -1),
            "CloseDate": (today + timedelta(days=-days if stage == "Closed Won" else days)).isoformat(),
            "NextStep": rng.choice((None, "Send the quote", "Ask for the drawings", "Talk to the board")),
            "Region__c": region,
            "Territory__c": rng.choice(REGIONS[region]),
            "Products__c": ";".join(rng.sample(("Pumps", "Filters", "Sensors", "Service"), 2)),
        }
        admin.insert("Opportunity", deal)


def _talk(admin: Acting, rng: random.Random, contact: Mapping[str, Any], number: int, today: date) -> None:
    """Every second person was called, every fifth met."""
    if number % 2 == 0:
        day = today - timedelta(days=rng.randint(1, 60))
        call = {"Subject": rng.choice(CALLS), "Status": "Completed", "ActivityDate": day.isoformat()}
        admin.insert("Task", call | {"WhoId": contact["Id"]})
    if number % 5 == 0:
        day = today - timedelta(days=rng.randint(2, 40))
        start = f"{day.isoformat()}T{rng.randint(8, 15):02}:00:00Z"
        visit = {"Subject": rng.choice(MEETINGS), "StartDateTime": start, "DurationInMinutes": 60}
        admin.insert("Event", visit | {"WhoId": contact["Id"]})


def _complain(admin: Acting, rng: random.Random, contact: Mapping[str, Any], kinds: Mapping[str, str]) -> None:
    subject, priority, kind = rng.choice(CASES)
    case = {"Subject": subject, "Priority": priority, "Type": kind, "Origin": "Email"}
    case["RecordTypeId"] = kinds["Question" if priority == "Low" else "Complaint"]
    case["Status"] = rng.choice(("New", "Working", "Escalated", "Closed"))
    owned = {"ContactId": contact["Id"], "AccountId": contact["AccountId"], "OwnerId": contact["OwnerId"]}
    admin.insert("Case", case | owned)


def _lead(lead: tuple[str, ...], owner: str) -> dict[str, Any]:
    first, last, company, title, status = lead
    domain = "".join(char for char in company.lower().replace(" ", "-") if char.isascii())
    plain = unicodedata.normalize("NFKD", f"{first}.{last}".lower().replace("ł", "l"))
    name = "".join(char for char in plain if char.isascii() and (char.isalnum() or char == "."))
    return {
        "FirstName": first,
        "LastName": last,
        "Company": company,
        "Title": title,
        "Status": status,
        "Email": f"{name}@{domain}.example",
        "Phone": "+44 1632 960" + f"{len(company):03}",
        "OwnerId": owner,
    }
