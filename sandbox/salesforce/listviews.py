"""List views: kept definitions, and what the API shows of them (REST API Developer Guide, "List Views").

Two things in a definition change with the caller: the scope `mine`, and `{user}` in the condition, which becomes the
caller's id (My Accounts' Contacts). The scope `mru` are the records that the caller saw last.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from dataclasses import asdict, dataclass

from sandbox.salesforce.context import Context
from sandbox.salesforce.listview_seeds import columns_of, seeds
from sandbox.salesforce.schema import Schema, SObject
from sandbox.salesforce.settings import Settings
from sandbox.salesforce.soql.run import run_query
from sandbox.salesforce.store import Store

_ALWAYS = ("Id", "CreatedDate", "LastModifiedDate", "SystemModstamp")


@dataclass(frozen=True, slots=True)
class ListView:
    """One definition; `where` and `order_by` are SOQL. soql_compatible: whether a query can give its records."""

    sobject: str
    developer_name: str
    label: str
    scope: str = "everything"
    where: str = ""
    order_by: str = ""
    columns: tuple[str, ...] = ()
    soql_compatible: bool = True


def seed_list_views(settings: Settings, store: Store, sobject: SObject, now: str) -> None:
    """The views that an object has from the start, unless it has some."""
    if "layoutable" not in sobject.flags:
        return
    if store.rows('SELECT 1 FROM "ListView" WHERE SobjectType = ? LIMIT 1', (sobject.name,)):
        return
    for name, label, scope, where, order in seeds(sobject):
        view = ListView(sobject.name, name, label, scope, where, order, columns_of(sobject))
        _keep(settings, store, view, now)


def add_view(settings: Settings, store: Store, schema: Schema, view: ListView, now: str) -> str:
    if not view.columns:
        view = ListView(**{**asdict(view), "columns": columns_of(schema[view.sobject])})
    return _keep(settings, store, view, now)


def _keep(settings: Settings, store: Store, view: ListView, now: str) -> str:
    user = store.rows('SELECT CreatedById FROM "Organization"')[0][0]
    key = store.next_id("00B")
    store.execute(
        'INSERT INTO "ListView" (Id, Name, DeveloperName, SobjectType, IsSoqlCompatible, CreatedDate, CreatedById,'
        " LastModifiedDate, LastModifiedById, SystemModstamp) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?)",
        (key, view.label, view.developer_name, view.sobject, now, user, now, user, now),
    )
    settings.write("list view", key, asdict(view))
    return key


def check_view(context: Context, view: ListView) -> None:
    """Run the query of a view that is to be kept; SalesforceError when it is no SOQL for its object."""
    run_query(context, f"{query_of(context, view)} LIMIT 1")


def query_of(context: Context, view: ListView) -> str:
    """The SOQL that gives a view's records to the calling user."""
    sobject = context.schema[view.sobject]
    fields = list(dict.fromkeys((*_shown(context, sobject, view), *(n for n in _ALWAYS if sobject.has(n)))))
    text = f"SELECT {', '.join(fields)} FROM {view.sobject}"
    if view.scope not in ("everything", "mru"):
        text += f" USING SCOPE {view.scope}"
    where = condition_of(context, view)
    text += f" WHERE {where}" if where else ""
    return f"{text} ORDER BY {order_of(sobject, view)}"


def _shown(context: Context, sobject: SObject, view: ListView) -> list[str]:
    """The columns that the caller may see."""
    hidden = context.access.hidden(sobject)
    return [name for name in view.columns if name.partition(".")[0] not in hidden]


def condition_of(context: Context, view: ListView) -> str:
    where = view.where.replace("{user}", context.user_id)
    if view.scope == "mru":
        where = f"({where}) AND LastViewedDate != null" if where else "LastViewedDate != null"
    return where


def order_of(sobject: SObject, view: ListView) -> str:
    name = sobject.name_field
    first = view.order_by or (f"{name.name} ASC NULLS FIRST" if name and name.sortable else "")
    return f"{first}, Id ASC NULLS FIRST" if first else "Id ASC NULLS FIRST"
