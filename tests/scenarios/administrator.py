"""The administrators of both sides at work: rules, rights, list views, and what goes wrong with connections.

`breaks NAME` takes something away from everybody of the sandbox or from this user; `mends NAME` gives it back, and
so does the end of the scenario.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from core import accounts
from core.models.accounts import Mailbox
from ops.demo import connections
from sandbox.running import Running
from sandbox.salesforce.listviews import ListView
from sandbox.salesforce.settings import STANDARD_PROFILE
from worker.composition import Composition

Mend = Callable[[], Any]
NOBODY = ["nobody@brightwater.example"]
VIEW_ROWS = 'SELECT Id FROM "ListView" WHERE DeveloperName = ?'


class Administrator:
    """Methods named by the verb of a line `admin VERB …`; keywords are its pairs."""

    def __init__(self, sandbox: Running, parts: Composition, mailbox_id: str) -> None:
        self._sandbox, self._parts, self._mailbox_id = sandbox, parts, mailbox_id
        self._org = sandbox.salesforce.org
        with parts.database.session() as session:
            box = session.get_one(Mailbox, mailbox_id)
            self._address, self._exchange, self._user = box.address, box.exchange, box.crm_user
        self._mends: dict[str, Mend] = {}

    def mend_all(self) -> None:
        for name in list(self._mends):
            self.mends(name)

    # Rules and list views

    def rule(self, name: str, when: str, message: str) -> None:
        with self._org.lock:
            self._org.add_validation_rule("Contact", name, when, message)

    def lift(self, name: str) -> None:
        with self._org.lock:
            self._org.set_validation_rule("Contact", name, active=False)

    def view(self, name: str, where: str = "") -> None:
        with self._org.lock:
            self._org.add_list_view("Contact", name, name, where=where)

    def renames(self, name: str, new: str) -> None:
        """A list view gets another API name and label."""
        self._change_view(name, developer_name=new, label=new)

    def spoils(self, name: str) -> None:
        """A list view becomes one that no query can follow."""
        self._change_view(name, soql_compatible=False)

    def repairs(self, name: str) -> None:
        self._change_view(name, soql_compatible=True)

    def removes(self, name: str) -> None:
        with self._org.lock:
            self._org.store.execute('DELETE FROM "ListView" WHERE DeveloperName = ?', (name,))

    def _change_view(self, name: str, **changes: Any) -> None:
        with self._org.lock:
            [(key,)] = self._org.store.rows(VIEW_ROWS, (name,))
            body = self._org.settings.read_one("list view", key)
            view = ListView(**{**body, "columns": tuple(body["columns"]), **changes})
            self._org.settings.write("list view", key, asdict(view))
            named = 'UPDATE "ListView" SET DeveloperName = ?, Name = ?, IsSoqlCompatible = ? WHERE Id = ?'
            self._org.store.execute(named, (view.developer_name, view.label, int(view.soql_compatible), key))

    # What breaks

    def breaks(self, what: str, name: str = "") -> None:
        """what: a method below whose name begins with `_break_`; name: of the field, where there is one."""
        broken = getattr(self, f"_break_{what}")
        self._mends[f"{what} {name}".strip()] = broken(name) if name else broken()

    def mends(self, *what: str) -> None:
        self._mends.pop(" ".join(what))()

    def _break_scope(self) -> Mend:
        """This mailbox leaves the scope of the app (RBAC for Applications) or of the service account."""
        entra, app = self._sandbox.microsoft.entra, self._sandbox.company.entra_app["client_id"]
        access, account = self._sandbox.microsoft.access, self._sandbox.company.service.address
        entra.limit_mailboxes(app, NOBODY)
        access.deny(account, self._address)

        def mend() -> None:
            entra.limit_mailboxes(app, None)
            access.grant(account, self._address)

        return mend

    def _break_role(self) -> Mend:
        """The app loses its permission on contacts, and its token has run out; the account loses impersonation."""
        app = self._sandbox.microsoft.entra.app(self._sandbox.company.entra_app["client_id"])
        assert app is not None
        access, account, roles = self._sandbox.microsoft.access, self._sandbox.company.service.address, app.roles
        app.roles = frozenset()
        access.revoke(account)
        self._sandbox.faults.add("unauthorized", target=self._address, operation="GET|POST")

        def mend() -> None:
            app.roles = roles
            access.grant(account, self._address)

        return mend

    def _break_login(self) -> Mend:
        """The password or secret was changed on the other side, so the one that is kept is wrong."""
        config, secret = connections(self._sandbox, self._sandbox.company)[self._exchange]
        self._put(self._exchange, config, dict.fromkeys(secret, "out of date"))
        return lambda: self._put(self._exchange, config, secret)

    def _break_key(self) -> Mend:
        """The certificate of the Salesforce app was exchanged."""
        config, secret = connections(self._sandbox, self._sandbox.company)["salesforce"]
        other = self._sandbox.certificates
        assert other is not None
        self._put("salesforce", config, {"private_key": other.key.read_text()})
        return lambda: self._put("salesforce", config, secret)

    def _put(self, kind: str, config: dict[str, str], secret: dict[str, str]) -> None:
        with self._parts.database.session() as session:
            org = session.get_one(Mailbox, self._mailbox_id).org
            accounts.put_connection(session, self._parts.keys, org, kind, config=config, secret=secret)

    def _break_user(self) -> Mend:
        """The Salesforce user is deactivated."""
        return self._set_user(IsActive=False, then={"IsActive": True})

    def _set_user(self, then: dict[str, Any], **values: Any) -> Mend:
        user = self._org.user(self._user)
        assert user is not None

        def change(fields: dict[str, Any]) -> None:
            with self._org.lock:
                self._org.system().update("User", str(user["Id"]), fields)

        change(values)
        return lambda: change(then)

    def _break_app(self) -> Mend:
        """The External Client App is for others only, and its sessions have ended."""
        apps, settings = self._sandbox.salesforce.face.apps, dict(self._sandbox.company.salesforce_app)
        apps.add(**{**settings, "approved_users": NOBODY})
        return lambda: apps.add(**settings)

    def _break_quota(self) -> Mend:
        usage = self._sandbox.salesforce.face.usage
        before, usage.quota = usage.quota, 0

        def mend() -> None:
            usage.quota = before

        return mend

    def _break_field(self, name: str) -> Mend:
        """Field-level security hides the field."""
        return self._access(name, read=False)

    def _break_writing(self, name: str) -> Mend:
        """The field becomes read-only."""
        return self._access(name, read=True)

    def _access(self, name: str, *, read: bool) -> Mend:
        def change(*, readable: bool, editable: bool) -> None:
            with self._org.lock:
                self._org.set_field_access(STANDARD_PROFILE, "Contact", name, read=readable, edit=editable)

        change(readable=read, editable=False)
        return lambda: change(readable=True, editable=True)

    def _break_right(self, name: str) -> Mend:
        """The user's profile loses a right on contacts: create, edit or delete."""

        def change(**rights: bool) -> None:
            with self._org.lock:
                self._org.set_object_access(STANDARD_PROFILE, "Contact", **rights)

        change(**{name: False})
        return change
