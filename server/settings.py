"""What a user chose about the synchronisation of each kind, as the API tells it and takes it."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from core.accounts import AccountError, policy_of
from core.choices import ChoiceError, filing_policy_from, fixed_in, read_json
from core.errors import SyncError
from core.mails import EMAIL
from core.models.accounts import Mailbox
from core.objects import CONTACT, EVENT, TASK
from core.salesforce.views import all_views
from core.secrets import SecretError
from server.errors import Problem
from server.parts import parts

_DELETIONS = ("winner", "delete_in_crm", "delete_in_exchange", "remove_on_view_exit")
# By kind what people may choose for themselves.
NAMES: Mapping[str, tuple[str, ...]] = {
    CONTACT.name: ("enabled", "list_view", *_DELETIONS),
    TASK.name: ("enabled", "list_view", *_DELETIONS, "completed_days"),
    EVENT.name: (
        "enabled",
        "share",
        "private",
        "winner",
        "delete_in_crm",
        "delete_in_exchange",
        "window_back_days",
        "window_ahead_days",
    ),
    EMAIL.name: ("enabled", "automatic", "attachments"),
}
VIEWED: Mapping[str, str] = {CONTACT.name: "Contact", TASK.name: "Task"}
Views = Mapping[str, list[dict[str, str]]]


def choice_of(kind: str, name: str) -> str:
    """The name that core.choices has for it."""
    return name if kind == CONTACT.name else f"{kind}.{name}"


def told(session: Session, mailbox_id: str, views: Views) -> dict[str, Any]:
    """What `GET /settings` answers. views: list views by kind, as far as the CRM told them."""
    mailbox = session.get_one(Mailbox, mailbox_id)
    kinds = {kind: _chosen(mailbox, kind, views) for kind in NAMES}
    fixed = fixed_in(mailbox.org.policy)
    paths = [f"{kind}.{name}" for kind, names in NAMES.items() for name in names if choice_of(kind, name) in fixed]
    return {"state": mailbox.state, "kinds": kinds, "fixed": paths, "list_views": dict(views)}


def _chosen(mailbox: Mailbox, kind: str, views: Views) -> dict[str, Any]:
    policy: Any = (
        filing_policy_from(mailbox.org.policy, mailbox.policy) if kind == EMAIL.name else policy_of(mailbox, kind=kind)
    )
    found = {name: getattr(policy, name) for name in NAMES[kind]}
    if found.get("list_view"):
        found["list_view"] = _named(found["list_view"], views.get(kind, []))
    return found


def _named(view: str, known: list[dict[str, str]]) -> str:
    """A view that was chosen by its id has its developer name in the list."""
    return next((one["id"] for one in known if view in (one["id"], one["key"], one["key"][:15])), view)


def etag_of(settings: Mapping[str, Any]) -> str:
    """Of what people choose; the list views are the CRM's."""
    kept = {name: settings[name] for name in ("state", "kinds", "fixed")}
    return sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]


def list_views(mailbox_id: str) -> dict[str, list[dict[str, str]]]:
    """By kind the views that a query can follow; none where the CRM does not answer. id: the developer name, which is
    the same in every org; key: Salesforce's id."""
    found: dict[str, list[dict[str, str]]] = {}
    for kind, sobject in VIEWED.items():
        try:
            rows = all_views(parts().crm_client(mailbox_id), sobject)["listviews"]
        except (SyncError, AccountError, SecretError):
            continue
        found[kind] = [_view(row) for row in rows if isinstance(row, dict) and row.get("soqlCompatible") is not False]
    return found


def _view(row: Mapping[str, Any]) -> dict[str, str]:
    key = str(row.get("id") or "")
    return {"id": str(row.get("developerName") or key), "label": str(row.get("label") or key), "key": key}


def choose(session: Session, mailbox_id: str, kinds: Mapping[str, Mapping[str, Any]]) -> None:
    """Keeps what was chosen; None goes back to what the org has. Raises Problem 403, 422."""
    mailbox = session.get_one(Mailbox, mailbox_id)
    fixed, policy, wrong = fixed_in(mailbox.org.policy), dict(mailbox.policy), []
    for kind, choices in kinds.items():
        for name, value in choices.items():
            path, choice = f"kinds.{kind}.{name}", choice_of(kind, name)
            if name not in NAMES.get(kind, ()):
                wrong.append({"name": path, "label": "", "message": "There is no such choice."})
            elif choice in fixed:
                raise _fixed(path)
            elif value is None:
                policy.pop(choice, None)
            else:
                wrong += _keep(policy, path, choice, value)
    if wrong:
        raise Problem(422, "invalid_request", wrong[0]["message"], fields=wrong)
    mailbox.policy = policy


def _keep(policy: dict[str, Any], path: str, choice: str, value: Any) -> list[dict[str, str]]:
    """What is wrong with the value, if anything."""
    try:
        policy[choice] = read_json(choice, value)
    except ChoiceError as error:
        text = str(error)
        return [{"name": path, "label": "", "message": text[:1].upper() + text[1:] + "."}]
    return []


def _fixed(path: str) -> Problem:
    detail = "Your administrator has decided this for everybody in your company."
    return Problem(403, "fixed_by_admin", detail, fields=[{"name": path, "label": "", "message": detail}])
