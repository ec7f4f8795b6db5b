"""The last steps of the set-up: what is synchronised, a look at the first run, the start."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.access import NotConnected
from core.choices import filing_policy_from, fixed_in, policy_from
from core.mails import EMAIL
from core.models.accounts import ACTIVE, Mailbox
from core.objects import CONTACT
from server.errors import Problem
from server.linking import CHOOSE
from server.parts import Parts
from server.standing import MISSING, PROBLEM, crm_state
from server.states import switched_on

PREVIEW = "preview"


def choice_of(kind: str) -> str:
    """The name of a kind's switch among the choices."""
    return "enabled" if kind == CONTACT.name else f"{kind}.enabled"


def step(made: Parts, mailbox_id: str, name: str, kinds: Mapping[str, bool]) -> None:
    """choose: keep the kinds; preview: they are settled; start: the first run is due. Raises Problem."""
    if name == "start":
        _start(made, mailbox_id)
        return
    with made.database.session() as session:
        mailbox = switched_on(session, mailbox_id)
        if not mailbox.setup:
            detail = "The set-up is finished already. What is synchronised can be changed in the settings."
            raise Problem(409, "set_up_already", detail)
        if name == CHOOSE:
            _choose(mailbox, kinds)
        mailbox.setup = PREVIEW


def _choose(mailbox: Mailbox, kinds: Mapping[str, bool]) -> None:
    fixed = fixed_in(mailbox.org.policy)
    refused = [kind for kind in kinds if choice_of(kind) in fixed and kinds[kind] != _by_org(mailbox, kind)]
    if refused:
        detail = "Your administrator has decided this for everybody in your company."
        fields = [{"name": f"kinds.{kind}", "label": "", "message": detail} for kind in refused]
        raise Problem(403, "fixed_by_admin", detail, fields=fields)
    chosen = {choice_of(kind): enabled for kind, enabled in kinds.items()}
    mailbox.policy = {**mailbox.policy, **{name: value for name, value in chosen.items() if name not in fixed}}


def _by_org(mailbox: Mailbox, kind: str) -> bool:
    """Whether a kind is on for those who have chosen nothing."""
    policy = mailbox.org.policy
    return (filing_policy_from(policy) if kind == EMAIL.name else policy_from(policy, kind=kind)).enabled


def _must_reach(session: Session, made: Parts, mailbox: Mailbox) -> None:
    """A first run that cannot sign in to Salesforce is not begun. Raises NotConnected, Problem."""
    crm = crm_state(session, made, mailbox)
    if crm["state"] == MISSING:
        raise NotConnected(f"{mailbox.address} has no way to sign in to Salesforce.")
    if crm["state"] == PROBLEM:
        raise Problem(409, "crm_session_expired", crm["problem"], reconnect=True)


def _start(made: Parts, mailbox_id: str) -> None:
    with made.database.session() as session:
        mailbox = switched_on(session, mailbox_id)
        waiting = bool(mailbox.setup)
        if waiting:
            _must_reach(session, made, mailbox)
            mailbox.setup, mailbox.state, mailbox.due_at = "", ACTIVE, made.now()
    if waiting:
        made.wake(mailbox_id)
