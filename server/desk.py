"""The caller's desk in Salesforce: one client for the request, and what describes told, shared by all requests of the
same Salesforce user for some minutes. Refusals of records become problems here."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import select

from core.errors import Transient, Unauthorized
from core.models.pane import FavouriteRow
from core.salesforce.desk.descriptions import Descriptions
from core.salesforce.desk.desk import ALL, Desk
from core.salesforce.desk.recents import rows_of
from core.salesforce.desk.refusals import DuplicatesFound, FieldsRefused
from core.salesforce.desk.rows import Lister
from core.salesforce.desk.saving import ChangedMeanwhile
from core.salesforce.desk.words import Words
from server.auth import Caller, caller
from server.errors import Problem
from server.parts import parts

EXTENSION = "bothways-descriptions"
# Users whose descriptions are kept in this process; a describe takes some ten thousand bytes when it is read.
MOST_USERS = 200


class Shelf:
    """Descriptions by mailbox and Salesforce user; those used longest ago go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Descriptions] = OrderedDict()

    def of(self, mailbox_id: str, user_id: str) -> Descriptions:
        with self._lock:
            found = self._kept.setdefault((mailbox_id, user_id), Descriptions())
            self._kept.move_to_end((mailbox_id, user_id))
            if len(self._kept) > MOST_USERS:
                self._kept.popitem(last=False)
            return found


@dataclass(frozen=True)
class OpenDesk:
    """The caller with their desk; lister: makes Rows in their language."""

    desk: Desk
    caller: Caller

    @property
    def lister(self) -> Lister:
        """With the org's own labels as far as they are known."""
        listed = self.desk.known.get(ALL)
        labels = {name: one.label for name, one in listed.items()} if isinstance(listed, dict) else {}
        return Lister(labels, self.desk.url, Words(self.caller.locale))

    def told(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """A Form as the API tells it: with the mark of a favourite, and its ETag as it is sent back."""
        etag = form.get("etag")
        told = {**form, "etag": f'"{etag}"' if etag else None, "favourite": False}
        if form.get("id"):
            with parts().database.reading() as session:
                key = {"person_id": self.caller.person_id, "sobject": form["sobject"], "crm_key": form["id"]}
                told["favourite"] = session.scalar(select(FavouriteRow).filter_by(**key)) is not None
        return told

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Why a record was not saved, as a problem. Raises Problem."""
        try:
            yield
        except FieldsRefused as refused:
            fields = [{"name": f.name or "", "label": f.label or "", "message": f.message} for f in refused.fields]
            raise Problem(422, refused.code, refused.message, fields=fields) from None
        except ChangedMeanwhile as changed:
            raise Problem(412, changed.code, changed.message, current=self.told(changed.current)) from None
        except DuplicatesFound as found:
            rows = self._candidates(found)
            raise Problem(409, found.code, found.message, candidates=rows, can_save=found.can_save) from None

    def _candidates(self, found: DuplicatesFound) -> list[dict[str, Any]]:
        """The records that stand in the way; Salesforce told their ids, so they are told even if no more can be had."""
        keys = [(found.sobject, key) for key in found.candidates]
        try:
            return rows_of(self.desk, self.lister, keys)
        except (Transient, Unauthorized):
            return [self.lister.row(sobject, {"Id": key}) for sobject, key in keys]


def open_desk() -> OpenDesk:
    """Raises what keeps the caller from Salesforce: no mailbox, no connection, a dead one."""
    mailbox_id = caller().own_mailbox()
    client = parts().crm_client(mailbox_id)
    shelf = cast(Shelf, current_app.extensions.setdefault(EXTENSION, Shelf()))
    return OpenDesk(Desk(client, shelf.of(mailbox_id, client.user_id)), caller())
