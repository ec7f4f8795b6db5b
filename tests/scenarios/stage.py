"""Plays one scenario: two users of a running sandbox, one mailbox of a real database, real HTTPS between them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from core import accounts
from core.choices import read_choice
from core.database import Database
from core.errors import SyncError
from core.mails import EMAIL
from core.models.accounts import Mailbox, Org
from core.models.sync import ConflictRow, IssueRow
from core.objects import CONTACT, OBJECT_TYPES
from core.records import Side
from core.secrets import KeyRing
from core.settings import load_settings
from ops.demo import connections
from sandbox.acting import OutlookUser, SalesforceUser, categories, field
from sandbox.running import Running
from tests.scenarios.administrator import Administrator
from tests.scenarios.events import EventDesk, for_salesforce
from tests.scenarios.language import Line, Scenario, typed
from tests.scenarios.people import new_user, references, row_of, text_of
from tests.scenarios.tasks import TaskDesk
from worker.composition import Composition
from worker.jobs import run_and_note
from worker.sync import decide
from worker.sync.report import RunReport

FOLDER = "Salesforce Contacts"
ERRORS_AT_REST = 2


def only(kind: str) -> dict[str, bool]:
    """Choices that switch the other kinds off: a run costs a few calls for each."""
    return {"enabled" if one == CONTACT.name else f"{one}.enabled": one == kind for one in (*OBJECT_TYPES, EMAIL.name)}


class Stage:
    """exchange: graph or ews. Each has an org of its own in the database. Contacts alone are synchronised at first."""

    def __init__(self, sandbox: Running, database: Database, exchange: str, folder: Path) -> None:
        self.sandbox, self.exchange = sandbox, exchange
        environ = {"BOTHWAYS_HOME": str(folder)}
        if sandbox.certificates:
            environ["BOTHWAYS_CA_FILE"] = str(sandbox.certificates.ca)
        settings = load_settings(environ, folder / "no.env")
        self.later = timedelta()
        keys = KeyRing.load(folder / "keys.json")
        self.parts = Composition(settings, database, keys, lambda: datetime.now(UTC) + self.later)
        token = uuid4().hex[:8]
        address, colleague = new_user(sandbox, f"u{token}"), new_user(sandbox, f"c{token}")
        self.outlook = OutlookUser(sandbox.microsoft.store, address)
        self.crm = SalesforceUser(sandbox.salesforce.org, address)
        self._desk, self._diary = TaskDesk(self.outlook), EventDesk(self.outlook)
        self.colleague = SalesforceUser(sandbox.salesforce.org, colleague)
        self._owners = {"me": self.crm.id, "colleague": self.colleague.id}
        self.address = address
        self.mailbox_id = self._introduce(address)
        self.admin = Administrator(sandbox, self.parts, self.mailbox_id)
        self.report: RunReport | None = None

    def close(self) -> None:
        """What the administrator broke works again: the sandbox is everybody's."""
        self.admin.mend_all()

    def _introduce(self, address: str) -> str:
        now = datetime.now(UTC)
        with self.parts.database.session() as session:
            org = Org(name=f"org {uuid4().hex[:8]}", created_at=now, policy={})
            session.add(org)
            session.flush()
            for kind, (config, secret) in connections(self.sandbox, self.sandbox.company).items():
                if kind in (self.exchange, "salesforce"):
                    accounts.put_connection(session, self.parts.keys, org, kind, config=config, secret=secret)
            session.refresh(org)
            box = accounts.add_mailbox(session, org, address, crm_user=address, exchange=self.exchange, now=now)
            box.policy = only(CONTACT.name)
            return box.id

    def sync(self, **options: Any) -> int:
        """One run; the number of records written on both sides."""
        before = self.writes()
        self.report = run_and_note(self.parts, self.mailbox_id, **options)
        return self.writes() - before

    def choose(self, **choices: Any) -> None:
        """The mailbox's own choices, as JSON values."""
        with self.parts.database.session() as session:
            box = session.get_one(Mailbox, self.mailbox_id)
            box.policy = {**box.policy, **choices}

    def problem(self) -> str:
        """What the mailbox's owner is told."""
        with self.parts.database.session() as session:
            return session.get_one(Mailbox, self.mailbox_id).problem

    def writes(self) -> int:
        names = {self.address, self.crm.id, self.sandbox.salesforce.org.id}
        return sum(
            c.units for c in self.sandbox.calls.list() if c.write and (c.target in names or self.address in c.target)
        )

    def play(self, scenario: Scenario) -> None:
        for line in scenario.lines:
            try:
                getattr(self, f"_{line.words[0]}")(line, *line.words[1:])
            except (AssertionError, LookupError) as error:
                error.add_note(f"at line {line.number}: {line.text}")
                raise

    def rest(self) -> None:
        """Two more runs write nothing (I6)."""
        for _ in range(ERRORS_AT_REST):
            written = self.sync()
            assert written == 0, f"a run at rest wrote {written} records"
            told = [one for one in self.sandbox.microsoft.store.outgoing if self.address in (one.organizer, one.sender)]
            assert told == [], f"people were told: {told}"
            assert self.problem() == "", self.problem()

    # The verbs.

    def _sync(self, line: Line, *words: str) -> None:
        if words[:1] == ("stops",):
            with pytest.raises(SyncError) as stopped:
                self.sync()
            assert self.problem() == stopped.value.message
            assert any(part in stopped.value.message for part in words[1].split("|")), stopped.value.message
            return
        written = self.sync(force="force" in words)
        if "writes" in words:
            expected = int(words[words.index("writes") + 1])
            operations = [
                (o.action, o.side.value, o.name, o.fields) for o in (self.report.operations if self.report else [])
            ]
            assert written == expected, f"wrote {written} records: {operations}"

    def _later(self, line: Line, hours: str) -> None:
        self.later += timedelta(hours=float(hours))

    def _policy(self, line: Line) -> None:
        self.choose(**dict(read_choice(f"{name}={value or ''}") for name, value in line.where.items()))

    def _fault(self, line: Line, kind: str, where: str) -> None:
        target = self.address if where == "exchange" else self.sandbox.salesforce.org.id
        options: dict[str, Any] = {k: int(v) if v and v.isdigit() else v for k, v in line.where.items()}
        self.sandbox.faults.add(kind, target=target, **options)

    def _outlook(self, line: Line, verb: str, *words: str) -> None:
        folder = words[1] if words[:1] == ("in",) else FOLDER
        act: dict[str, Callable[[], Any]] = {
            "add": lambda: self._outlook_add(folder, dict(line.where)),
            "edit": lambda: self.outlook.edit(self._item(folder, line), **line.then),
            "delete": lambda: self.outlook.delete(self._item(folder, line)),
            "drag": lambda: self.outlook.drag(self._item(folder, line), words[-1]),
            "categorise": lambda: self.outlook.categorise(self._item(folder, line), *words[words.index("as") + 1 :]),
            "uncategorise": lambda: self.outlook.uncategorise(self._item(folder, line)),
            "copy": lambda: self.outlook.edit(self.outlook.copy(self._item(folder, line), folder), **line.then),
            "has": lambda: self._outlook_has(folder, line),
            "lacks": lambda: self._outlook_lacks(folder, line),
            "rename": lambda: self._rename(words[-1]),
            "removes": lambda: self._remove_folder("hard"),
            "bins": lambda: self._remove_folder("deleteditems"),
        }
        act[verb]()

    def _outlook_add(self, folder: str, fields: dict[str, Any]) -> None:
        names = tuple((fields.pop("categories", None) or "").split(",")) if "categories" in fields else ()
        self.outlook.add(folder, names, **fields)

    def _task(self, line: Line, verb: str, subject: str, *words: str) -> None:
        self._desk.play(line, verb, subject, *words)

    def _event(self, line: Line, verb: str, subject: str, *words: str) -> None:
        self._diary.play(line, verb, subject, *words)

    def _zone(self, line: Line, name: str) -> None:
        """Where the user lives, by IANA's name."""
        mailbox, database = self.outlook.mailbox, self.sandbox.microsoft.store.database
        database.run("UPDATE mailboxes SET time_zone = ? WHERE id = ?", name, mailbox.id)
        mailbox.time_zone = name
        with self.sandbox.salesforce.org.lock:
            row = self.sandbox.salesforce.org.user(self.address)
            assert row is not None
            row["TimeZoneSidKey"] = name

    def _item(self, folder: str, line: Line) -> Any:
        item = self.outlook.find(folder, **line.where)
        assert item is not None, f"no contact with {line.where} in {folder}"
        return item

    def _outlook_has(self, folder: str, line: Line) -> None:
        item = self._item(folder, line)
        expected = dict(line.then)
        if "categories" in expected:
            assert categories(item) == {name for name in (expected.pop("categories") or "").split(",") if name}
        found = {name: text_of(field(item, name)) for name in expected}
        assert found == expected

    def _outlook_lacks(self, folder: str, line: Line) -> None:
        assert self.outlook.find(folder, **line.where) is None, f"there is a contact with {line.where} in {folder}"

    def _rename(self, name: str) -> None:
        folder = self.outlook.mailbox.folder(self.outlook.folder_id(FOLDER))
        assert folder is not None
        self.outlook.mailbox.rename_folder(folder, name)

    def _remove_folder(self, mode: str) -> None:
        folder = self.outlook.mailbox.folder(self.outlook.folder_id(FOLDER))
        assert folder is not None
        self.outlook.mailbox.delete_folder(folder, mode)

    def _crm(self, line: Line, verb: str, *words: str) -> None:
        self._salesforce(self.crm, line, verb, *words)

    def _colleague(self, line: Line, verb: str, *words: str) -> None:
        self._salesforce(self.colleague, line, verb, *words)

    def _salesforce(self, user: SalesforceUser, line: Line, verb: str, sobject: str = "Contact") -> None:
        given = {name: for_salesforce(value) for name, value in line.where.items()}
        if verb != "add":
            given = references(user, given, self._owners)
        then = {name: for_salesforce(value) for name, value in line.then.items()}
        where = {k: v for k, v in given.items() if v is not None}
        if verb == "add":
            user.add(sobject, **references(user, typed(given), self._owners))
            return
        row = row_of(user, sobject, where)
        if verb == "lacks":
            assert row is None, f"there is a {sobject} with {where}"
            return
        assert row is not None, f"no {sobject} with {where}"
        if verb == "has":
            if "Account" in then:
                row["Account"] = user.read(row["AccountId"], "Account")["Name"] if row["AccountId"] else None
            assert {name: text_of(row.get(name)) for name in then} == then
        elif verb == "edit":
            user.edit(row["Id"], sobject, **references(user, typed(then), self._owners))
        elif verb == "vary":
            user.vary(row["Id"], **typed(then))
        elif verb == "delete":
            user.delete(row["Id"], sobject)
        else:
            raise LookupError(f"unknown verb {verb}")

    def open_issues(self) -> list[IssueRow]:
        wanted = select(IssueRow).where(IssueRow.mailbox_id == self.mailbox_id, IssueRow.resolved_at.is_(None))
        with self.parts.database.session() as session:
            return list(session.scalars(wanted))

    def _issue(self, line: Line, code: str, *words: str) -> None:
        """`alone`: there is no other."""
        issues = self.open_issues()
        assert words != ("alone",) or len(issues) == 1, [(i.code, i.message) for i in issues]
        assert code in [i.code for i in issues], [(i.code, i.message) for i in issues]
        found = next(i for i in issues if i.code == code)
        assert {name: getattr(found, name) for name in line.where} == line.where

    def _no(self, line: Line, what: str) -> None:
        assert what == "issues"
        assert [(i.code, i.message) for i in self.open_issues()] == []

    def _conflict(self, line: Line, name: str) -> None:
        wanted = select(ConflictRow).where(ConflictRow.mailbox_id == self.mailbox_id, ConflictRow.field == name)
        with self.parts.database.session() as session:
            rows = list(session.scalars(wanted))
        assert rows, "no such conflict is kept"
        values = rows[-1].values | {"winner": rows[-1].winner}
        assert {key: values.get(key) for key in line.where} == line.where

    def _choose(self, line: Line, winner: str, key: str) -> None:
        decide.choose(self.parts.database, self.mailbox_id, key, Side(winner), None, self.parts.now())

    def _held(self, line: Line) -> None:
        assert self.report is not None
        assert self.report.held

    def _approve(self, line: Line) -> None:
        assert self.report is not None
        decide.approve(self.parts.database, self.mailbox_id, self.report.run, by="Ada Admin", now=self.parts.now())

    def _admin(self, line: Line, verb: str, *words: str) -> None:
        getattr(self.admin, verb)(*words, **line.where, **line.then)
