"""More screens: sign-in and set-up, people who are not in Salesforce, what is shared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from core import accounts
from core.models.accounts import Connection, Org
from sandbox.microsoft.mail.parts import File
from tests.browser.office import Office
from tests.browser.screens import LONG, MAIL, Stage, people, sees, setup_mailbox
from tests.server.deployment import Deployment, User
from tests.server.test_issues import somebody


def _on_mail(stage: Stage, user: User, sender: str, profile: str = "owa") -> Office:
    user.outlook.mail.receive(sender, MAIL, "Hello")
    opened = stage.office(user, profile)
    opened.open_pane(MAIL)
    return opened


def sign_in(stage: Stage) -> Office:
    opened = _on_mail(stage, stage.deployment.user("graph"), "a@silverlake.example", "ltsc")
    sees(opened.pane, "Sign in to continue")
    return opened


def setup_salesforce(stage: Stage) -> Office:
    user = stage.newcomer("graph")
    with _without_key(stage.deployment):
        opened = stage.office(user)
        expect(opened.open_pane(MAIL).get_by_role("heading", name="Connect Salesforce")).to_be_visible(timeout=LONG)
    return opened


@contextmanager
def _without_key(deployment: Deployment) -> Iterator[None]:
    """The org's connection without the key that signs everybody in."""
    ours = select(Connection).where(Connection.kind == "salesforce", Connection.mailbox_id.is_(None))
    with deployment.parts.database.session() as session:
        shared = session.scalars(ours).one()
        kept, config = accounts.secret_of(deployment.parts.keys, shared), dict(shared.config)
        _put(deployment, session, config, {"client_secret": "x"})
    try:
        yield
    finally:
        with deployment.parts.database.session() as session:
            _put(deployment, session, config, kept)


def _put(deployment: Deployment, session: Any, config: dict[str, Any], secret: dict[str, str]) -> None:
    org = session.get_one(Org, deployment.org_id)
    accounts.put_connection(session, deployment.parts.keys, org, "salesforce", config=config, secret=secret)


def setup_code(stage: Stage) -> Office:
    opened = setup_mailbox(stage)
    opened.pane.get_by_role("button", name="Send me a code").click()
    sees(opened.pane, "Look into the inbox")
    return opened


def nobody(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    opened = _on_mail(stage, user, user.address)
    sees(opened.pane, "Nobody else is part of this")
    return opened


def nobody_yet(stage: Stage) -> Office:
    opened = stage.office(stage.deployment.user("graph"))
    opened.new_mail()
    sees(opened.open_pane(), "Nobody is added yet")
    return opened


def colleagues(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    opened = _on_mail(stage, user, stage.deployment.user("graph", name="olga").address)
    sees(opened.pane, "Only colleagues take part")
    return opened


def share_question(stage: Stage) -> Office:
    user, address = stage.deployment.user("graph"), somebody()
    for name in ("Lee", "Leigh"):
        user.crm.add(FirstName="Ann", LastName=name, Email=address)
    opened = _on_mail(stage, user, address)
    opened.pane.get_by_role("tab", name="Share").click()
    for name in ("Ann Lee", "Ann Leigh"):
        opened.pane.get_by_role("checkbox", name=name).set_checked(False)
    opened.pane.get_by_role("button", name="Share with Salesforce").click()
    sees(opened.pane, "Which one is meant?")
    return opened


def share_attachments(stage: Stage) -> Office:
    user, address = stage.deployment.user("graph"), somebody()
    user.crm.add(FirstName="Ann", LastName="Lee", Email=address)
    files = [File("offer.pdf", "application/pdf", b"%PDF" + b" " * 1_300_000), File("terms.txt", "text/plain", b"t")]
    user.outlook.mail.receive(address, MAIL, "Hello", files)
    opened = stage.office(user)
    opened.open_pane(MAIL).get_by_role("button", name="Choose …").click()
    opened.pane.get_by_role("checkbox", name="offer.pdf").scroll_into_view_if_needed(timeout=LONG)
    return opened


def filed_in_one_click(stage: Stage) -> Office:
    opened = people(stage)
    opened.pane.get_by_role("button", name="Share this e-mail").click()
    expect(opened.pane.get_by_role("button", name="Undo")).to_be_visible(timeout=LONG)
    return opened


def shared_on_send(stage: Stage) -> Office:
    user = stage.deployment.user("graph")
    user.crm.add(FirstName="Ed", LastName="Draft", Email="ed@draft.example")
    opened = stage.office(user)
    opened.new_mail("ed@draft.example", "Our terms")
    pane = opened.open_pane()
    for _ in range(2):  # the way to the form, and its own button
        pane.get_by_role("button", name="Share when sent").click()
    sees(pane, "This e-mail is shared when you send it")
    return opened


def shared_event(stage: Stage, guests: int = 1) -> Office:
    user, address = stage.deployment.user("graph"), somebody()
    user.crm.add(FirstName="Ann", LastName="Guest", Email=address)
    today = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0)
    attendees = [{"name": "Ann", "address": address, "kind": "required"}] * guests
    user.outlook.calendar.add("Review", today, attendees=attendees)
    opened = stage.office(user)
    opened.page.get_by_role("link", name="Calendar").click()
    opened.page.get_by_role("button", name="Review").first.click()
    pane = opened.open_pane()
    pane.get_by_role("tab", name="Share").click()
    pane.get_by_role("button", name="Share with Salesforce").click()
    sees(pane, "This event is in Salesforce")
    return opened


def undo_question(stage: Stage) -> Office:
    opened = shared_event(stage, guests=0)
    opened.pane.get_by_role("button", name="Undo").click()
    expect(opened.pane.get_by_role("dialog", name="Take this event back?")).to_be_visible()
    return opened


OF_MAIL: dict[str, Callable[[Stage], Office]] = {
    "sign-in": sign_in,
    "set-up: Salesforce": setup_salesforce,
    "set-up: code": setup_code,
    "nobody": nobody,
    "nobody yet": nobody_yet,
    "only colleagues": colleagues,
    "filed in one click": filed_in_one_click,
    "share: attachments": share_attachments,
    "share: a question": share_question,
    "shared when sent": shared_on_send,
    "a shared event": shared_event,
    "an event is taken back": undo_question,
}
