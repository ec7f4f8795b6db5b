"""What a new org holds: itself, its profiles and the automated user who made it."""

from sandbox.clock import Clock
from sandbox.salesforce.moments import stamp
from sandbox.salesforce.schema import Schema
from sandbox.salesforce.settings import ADMIN_PROFILE, STANDARD_PROFILE
from sandbox.salesforce.store import Row, Store

AUTOMATED_USER = "Automated Process"
_PROFILES = (ADMIN_PROFILE, STANDARD_PROFILE, "Read Only", "Minimum Access - Salesforce")


def create_org(store: Store, schema: Schema, clock: Clock, name: str) -> str:
    """The org's id; an org that is already in the database is kept."""
    found = store.rows('SELECT Id FROM "Organization"')
    if found:
        return str(found[0][0])
    user_id, now = store.next_id("005"), stamp(clock.now())
    signed: Row = {"CreatedDate": now, "LastModifiedDate": now, "SystemModstamp": now}
    signed |= {"CreatedById": user_id, "LastModifiedById": user_id}
    for profile in _PROFILES:
        _profile(store, schema, profile, signed)
    _automated_user(store, schema, user_id, signed)
    org_id = store.next_id("00D")
    organization = schema["Organization"]
    facts: Row = {
        "Id": org_id,
        "Name": name,
        "Country": "FR",
        "PrimaryContact": AUTOMATED_USER,
        "FiscalYearStartMonth": 1,
        "InstanceName": "BW1",
        "ReceivesInfoEmails": 1,
        "PreferencesLightningLoginEnabled": 1,
        "IsSandbox": 1,
    }
    store.insert(organization, organization.defaults | facts | signed)
    return org_id


def _profile(store: Store, schema: Schema, name: str, signed: Row) -> None:
    admin = int(name == ADMIN_PROFILE)
    row: Row = {"Id": store.next_id("00e"), "Name": name, "UserType": "Standard", "PermissionsApiEnabled": 1}
    row |= {"PermissionsEditTask": 1, "PermissionsEditEvent": 1}
    row |= {"PermissionsModifyAllData": admin, "PermissionsViewAllData": admin}
    store.insert(schema["Profile"], row | signed)


def _automated_user(store: Store, schema: Schema, user_id: str, signed: Row) -> None:
    user = schema["User"]
    facts: Row = {
        "Id": user_id,
        "Username": f"autoproc@{user_id.lower()}",
        "LastName": "Process",
        "FirstName": "Automated",
        "Name": AUTOMATED_USER,
        "Alias": "autoproc",
        "Email": "noreply@example.com",
        "ProfileId": profile_id(store, ADMIN_PROFILE),
        "TimeZoneSidKey": "Europe/Paris",
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
        "UserType": "AutomatedProcess",
        "CommunityNickname": "autoproc",
        "IsActive": 1,
    }
    store.insert(user, user.defaults | facts | signed)


def profile_id(store: Store, name: str) -> str:
    rows = store.rows('SELECT Id FROM "Profile" WHERE Name = ?', (name,))
    if not rows:
        known = ", ".join(row[0] for row in store.rows('SELECT Name FROM "Profile" ORDER BY Id'))
        raise ValueError(f"there is no profile {name!r}; there are: {known}")
    return str(rows[0][0])
