"""What the administrator of an org sets up: objects, fields, rules, rights, sharing, list views."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sandbox.clock import Clock
from sandbox.salesforce.acting import Acting
from sandbox.salesforce.activities.choices import add_choice, apply_choices, seed_choices
from sandbox.salesforce.context import Context, Options
from sandbox.salesforce.custom import apply_customs, custom_name, make_field, owners_of
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.listviews import ListView, add_view, check_view, seed_list_views
from sandbox.salesforce.moments import stamp
from sandbox.salesforce.rules import check_condition
from sandbox.salesforce.schema import Schema
from sandbox.salesforce.settings import ADMIN_PROFILE, FEATURES, DuplicateRule, Settings, ValidationRule
from sandbox.salesforce.setup import create_org, profile_id
from sandbox.salesforce.sharing import Access
from sandbox.salesforce.stamped import add_row
from sandbox.salesforce.store import Store

DEFAULT_VERSION = "67.0"


class Administration:
    """An org as its administrator sees it. Wrong names are ValueErrors, wrong SOQL is a SalesforceError.

    `lock` is held by whoever serves a request, for the whole of it.
    """

    def __init__(self, clock: Clock, path: str = ":memory:", name: str = "Bothways Sandbox") -> None:
        self.clock = clock
        self.schema = Schema()
        self.store = Store(path, self.schema)
        self.lock = self.store.lock
        self.settings = Settings(self.store)
        apply_customs(self.schema, self.store, self.settings)
        self.id = create_org(self.store, self.schema, clock, name)
        seed_choices(self.schema, self.store, self._now())
        apply_choices(self.schema, self.store)
        for sobject in self.schema:
            seed_list_views(self.settings, self.store, sobject, self._now())

    def context(self, user_id: str, profile: str, version: str, options: Options) -> Context:
        access = Access(self.store, self.settings, user_id, profile)
        return Context(self.store, self.schema, self.settings, self.clock, access, version, options)

    def system(self) -> Acting:
        """The first administrator, without limits."""
        user_id = self.store.rows('SELECT CreatedById FROM "Organization"')[0][0]
        return Acting(self.context(user_id, ADMIN_PROFILE, DEFAULT_VERSION, Options(update_mru=False)))

    def named(self, sobject: str) -> str:
        """The proper name of an object. Raises ValueError."""
        return self._named(sobject)[0]

    def named_field(self, sobject: str, field: str) -> str:
        """The proper name of a field. Raises ValueError."""
        return str(self._named(sobject, field)[1])

    def reload(self) -> None:
        """Bring the schema to what the settings say."""
        self._reload()

    def _reload(self) -> None:
        self.settings.load()
        self.schema.reset()
        apply_customs(self.schema, self.store, self.settings)
        apply_choices(self.schema, self.store)

    def _now(self) -> str:
        return stamp(self.clock.now())

    def add_object(self, name: str, label: str, plural: str, fields: Iterable[dict[str, Any]] = ()) -> str:
        """A custom object; fields are describe keys with at least `name` and `type`. Gives its name, ending in __c."""
        full = custom_name(name)
        if self.schema.get(full):
            raise ValueError(f"there is an object {full} already")
        prefix = f"a{self.store.next_number('custom object'):02}"
        self.settings.write("custom object", full, {"label": label, "plural": plural, "prefix": prefix})
        self._reload()
        seed_list_views(self.settings, self.store, self.schema[full], self._now())
        for keys in fields:
            rest = {key: value for key, value in keys.items() if key not in ("name", "type")}
            self.add_field(full, keys["name"], keys["type"], **rest)
        return full

    def add_field(self, sobject: str, name: str, field_type: str, **describe_keys: Any) -> str:
        """A custom field; keys as in a describe (`length`, `externalId`, …). Gives its name, ending in __c."""
        full = custom_name(name)
        make_field(full, field_type, describe_keys)
        for owner in owners_of(self.schema, sobject):
            if owner.field(full):
                raise ValueError(f"{owner.name} has a field {full} already")
            body = {"name": full, "type": field_type, "keys": describe_keys}
            self.settings.write("custom field", f"{owner.name}.{full}", body)
        self._reload()
        return full

    def _named(self, sobject: str, field: str | None = None) -> tuple[str, str | None]:
        """The proper names of an object and of a field of it."""
        found = self.schema.get(sobject)
        if found is None:
            raise ValueError(f"there is no object {sobject!r}")
        known = found.field(field) if field else None
        if field and known is None:
            raise ValueError(f"{found.name} has no field {field!r}")
        return found.name, known.name if known else None

    def add_validation_rule(
        self, sobject: str, name: str, where: str, message: str, field: str | None = None, active: bool = True
    ) -> None:
        """Refuse records of which `where`, a SOQL condition, is true once they are as they are to be saved."""
        owner, known = self._named(sobject, field)
        check_condition(self.system().context, owner, where)
        self.settings.add_validation(ValidationRule(owner, name, where, message, known, active))

    def set_validation_rule(self, sobject: str, name: str, *, active: bool) -> None:
        owner, _ = self._named(sobject)
        rule = self.settings.validation.get(f"{owner}.{name}")
        if rule is None:
            raise ValueError(f"{owner} has no validation rule {name!r}")
        self.settings.add_validation(replace(rule, active=active))

    def add_duplicate_rule(
        self,
        sobject: str,
        name: str,
        match: list[list[str]],
        action: str = "Block",
        message: str = "Use one of these records?",
    ) -> None:
        """Records that agree in all fields of one of the lists are duplicates; `Allow` lets a header save them."""
        if action not in ("Block", "Allow"):
            raise ValueError(f"a duplicate rule blocks or allows, {action!r} is neither")
        owner = self._named(sobject)[0]
        fields = [[str(self._named(sobject, field)[1]) for field in group] for group in match]
        self.settings.add_duplicate(DuplicateRule(owner, name, fields, action, message))

    def set_field_access(self, profile: str, sobject: str, field: str, *, read: bool, edit: bool) -> None:
        owner, known = self._named(sobject, field)
        profile_id(self.store, profile)
        self.settings.write("field", f"{profile}.{owner}.{known}", {"read": read, "edit": edit})

    def set_object_access(
        self,
        profile: str,
        sobject: str,
        *,
        create: bool = True,
        read: bool = True,
        edit: bool = True,
        delete: bool = True,
    ) -> None:
        owner, _ = self._named(sobject)
        profile_id(self.store, profile)
        rights = {"create": create, "read": read, "edit": edit, "delete": delete}
        self.settings.write("object", f"{profile}.{owner}", rights)

    def set_sharing(self, sobject: str, default: str = "Private") -> None:
        """What users may do with records of others: `Private`, `Read` or `ReadWrite`."""
        if default not in ("Private", "Read", "ReadWrite"):
            raise ValueError(f"sharing is Private, Read or ReadWrite, not {default!r}")
        self.settings.write("sharing", self._named(sobject)[0], {"default": default})

    def set_feature(self, name: str, *, on: bool) -> None:
        """Switch `multi_day_events`, `shared_activities` or `enhanced_email` on or off."""
        if name not in FEATURES:
            raise ValueError(f"there is no feature {name!r}; there are: {', '.join(FEATURES)}")
        self.settings.write("feature", name, {"on": on})

    def add_task_status(self, name: str, *, closed: bool = False) -> None:
        """A status of the org's own. Raises ValueError: there is one of that name."""
        add_choice(self.schema, self.store, "Status", name, closed, self._now())

    def add_task_priority(self, name: str, *, high: bool = False) -> None:
        """A priority of the org's own. Raises ValueError: there is one of that name."""
        add_choice(self.schema, self.store, "Priority", name, high, self._now())

    def add_calendar(self, name: str, kind: str = "Resource") -> str:
        """The id of a new `Resource` (a room, a projector) that events can have, or of a `Public` calendar."""
        if kind not in ("Resource", "Public"):
            raise ValueError(f"a calendar is Resource or Public, not {kind!r}")
        values = {"Name": name, "Type": kind, "IsActive": 1}
        return add_row(self.system().context, self.schema["Calendar"], values)

    def share(self, record_id: str, user_id: str, level: str = "Read") -> None:
        """Let one user read or edit one record of somebody else."""
        full, user = to_18(record_id), self.store.rows('SELECT Id FROM "User" WHERE Id = ?', (to_18(user_id),))
        if full is None or not user or level not in ("Read", "Edit"):
            raise ValueError("share() takes the id of a record, that of a user, and Read or Edit")
        self.store.execute("INSERT OR REPLACE INTO _share VALUES (?, ?, ?)", (full, user[0][0], level))

    def add_list_view(
        self,
        sobject: str,
        developer_name: str,
        label: str,
        *,
        scope: str = "everything",
        where: str = "",
        order_by: str = "",
        columns: Iterable[str] = (),
    ) -> str:
        """The id of a new list view; `where` and `order_by` are SOQL, columns field names or paths."""
        owner = self._named(sobject)[0]
        view = ListView(owner, developer_name, label, scope, where, order_by, tuple(columns))
        check_view(self.system().context, view)
        return add_view(self.settings, self.store, self.schema, view, self._now())
