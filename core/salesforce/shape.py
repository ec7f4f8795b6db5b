"""What the stores of Salesforce need to know of a kind of record: a Shape. The kinds are values of it: contacts.py,
tasks.py and events.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.objects import ObjectType
from core.policy import Policy
from core.salesforce.catalog import STAMP_FIELD, Catalog
from core.salesforce.describe import ObjectFact
from core.salesforce.soql import Condition, Query, Soql
from core.salesforce.views import View

ACTIVITY_SYSTEM = ("Id", "IsDeleted", "SystemModstamp", "LastModifiedDate", "OwnerId")


@dataclass(frozen=True, slots=True)
class Options:
    """What an org added to its Salesforce. extra: further canonical fields -> its custom fields
    ({"email_address_2": "Email2__c"}). stamp_field: its unique external id field for our stamps. mailboxes: the
    usernames of its users by the addresses of their mailboxes, both in lower case; a user's e-mail may be another."""

    extra: Mapping[str, str] = field(default_factory=dict)
    stamp_field: str = STAMP_FIELD
    mailboxes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class User:
    """Who the store acts as. zone: IANA, the user's own in Salesforce. email, username: lower-case."""

    id: str
    email: str = ""
    zone: str = "UTC"
    username: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was asked before the first use. sobject: describe of the kind. related: describes of `Shape.related`, None
    where the user cannot see the object. listings: rows of `Shape.listings`, empty where the org has none."""

    sobject: ObjectFact
    related: Mapping[str, ObjectFact | None]
    listings: Mapping[str, list[dict[str, Any]]]
    user: User
    instance_url: str
    policy: Policy
    options: Options


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of what is in scope: all conditions hold. scope: of USING SCOPE."""

    conditions: tuple[Condition, ...]
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What a scope is made of. now: by Salesforce's clock."""

    view: View
    soql: Soql
    user: User
    policy: Policy
    now: datetime


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of record.

    catalog: what the user's records hold. branches: what is in scope, in parts that share no record. view: developer
    name and label of the default list view; builtin: its meaning where the org has none (None: the view must exist).
    only: rows of other kinds are never looked at. related: objects whose describe the catalog wants; listings: small
    tables of the org it wants, as (object, columns). required: the field without which nothing is created, with the
    label and the sentence for that. natural_keys: where to look for what a duplicate rule found. parent: the field
    whose record a write locks. touching: asks for the ids (in column `touched`) of records that changed without
    their own row changing, since a moment."""

    object_type: ObjectType
    sobject: str
    catalog: Callable[[Facts], Catalog]
    branches: Callable[[Frame], tuple[Branch, ...]]
    view: tuple[str, str]
    builtin: View | None = None
    only: Callable[[Soql], tuple[Condition, ...]] = lambda _soql: ()
    related: tuple[str, ...] = ()
    listings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    acts_as: bool = True
    required: tuple[str, str, str] | None = None
    natural_keys: tuple[tuple[str, ...], ...] = ()
    parent: str | None = None
    touching: Callable[[datetime, User], Query] | None = None
    touched: str = "EventId"
