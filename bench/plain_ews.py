"""A plain program's calls to Exchange: exchangelib's Account and item classes.

Items are synchronised, fetched, created, updated and moved in bulk as its documentation shows; folders and settings,
some five calls a run, are asked for by its services with a payload as it was.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import requests
from exchangelib import BASIC, IMPERSONATION, UTC, Account, Configuration, Credentials, FileAttachment
from exchangelib.attachments import AttachmentId
from exchangelib.folders import Calendar, Contacts, Messages, Root, Tasks
from exchangelib.items import ID_ONLY, NEVER_OVERWRITE, SHALLOW, CalendarItem, Contact, Message, Task
from exchangelib.properties import CalendarView
from exchangelib.protocol import BaseProtocol
from exchangelib.services import FindItem, SyncFolderItems
from exchangelib.services.common import EWSAccountService
from exchangelib.version import EXCHANGE_2013_SP1, Version
from lxml import etree

from bench.plain_fields import Fields
from bench.plain_names import FieldNames, Wire, moment
from bench.tape import Said

Call = Callable[[], None]
CHUNK = 65536
MODELS = {"contact": Contact, "task": Task, "event": CalendarItem, "email": Message}
FOLDERS = {"contact": Contacts, "task": Tasks, "event": Calendar, "email": Messages}
_ADDRESS = re.compile(rb"PrimarySmtpAddress>([^<]+)<")


class _Trusting(requests.adapters.HTTPAdapter):
    """exchangelib's documented way to trust an authority of one's own; and answers in large pieces."""

    ca = ""

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        super().cert_verify(conn=conn, url=url, verify=self.ca, cert=cert)  # type: ignore[no-untyped-call]  # the stubs leave it untyped

    def send(self, request: Any, stream: bool = False, **options: Any) -> requests.Response:  # type: ignore[override]  # the base spells the same keywords out
        response = super().send(request, stream=stream, **options)
        if not stream:
            response.iter_content = partial(_pieces, response.content)  # type: ignore[method-assign]  # exchangelib offers no other hook
        return response


def _pieces(content: bytes, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[bytes]:
    yield content


class _AsSaid(EWSAccountService):  # type: ignore[misc]  # exchangelib has no types
    """An operation whose payload is given."""

    @classmethod
    def _get_elements_in_container(cls, container: Any) -> list[Any]:
        return [container]


class PlainEws:
    def __init__(self, fields: Fields, said: Sequence[Said], port: int, ca: str) -> None:
        _Trusting.ca = ca
        BaseProtocol.HTTP_ADAPTER_CLS = _Trusting
        self._fields = fields
        [address] = {found[1].decode() for one in said if (found := _ADDRESS.search(one.body))}
        config = Configuration(
            service_endpoint=f"https://localhost:{port}/EWS/Exchange.asmx",
            credentials=Credentials("service", "password"),
            auth_type=BASIC,
            version=Version(build=EXCHANGE_2013_SP1),
            max_connections=1,
        )
        self._account = Account(address, config=config, access_type=IMPERSONATION, default_timezone=UTC, locale="en_GB")
        self._root = Root(account=self._account, id="root")
        self._model = MODELS[fields.kind]
        self._names = FieldNames(self._model, said)

    def close(self) -> None:
        self._account.protocol.close()

    def prepared(self, one: Said) -> Call:
        wire = Wire.of(one.body)
        make: Callable[[Wire, Said], Call] = {
            "SyncFolderItems": self._sync,
            "GetItem": self._fetch,
            "FindItem": self._view,
            "CreateItem": self._create,
            "UpdateItem": self._update,
            "MoveItem": self._move,
            "GetAttachment": self._attachment,
        }.get(wire.operation, self._as_said)
        return make(wire, one)

    def _folder(self, wire: Wire) -> Any:
        return FOLDERS[self._fields.kind](root=self._root, id=wire.ids("FolderId")[0][0], name="Folder")

    def _read(self, found: Iterable[Any]) -> None:
        for item in found:
            if isinstance(item, self._model):
                self._fields.of_exchange(item)

    def _sync(self, wire: Wire, _one: Said) -> Call:
        """A page of Folder.sync_items()."""
        folder, names, state = self._folder(wire), self._names.read(wire), wire.text("SyncState")
        size = int(wire.text("MaxChangesReturned") or 0)

        def call() -> None:
            fields = {path for path in folder.normalize_fields(names) if not path.field.is_attribute}
            service = SyncFolderItems(account=self._account)
            changes = service.call(folder, ID_ONLY, fields, state, None, size, None)
            self._read(item for _, item in changes)

        return call

    def _fetch(self, wire: Wire, _one: Said) -> Call:
        ids, names = wire.ids("ItemId"), self._names.read(wire)
        folder = FOLDERS[self._fields.kind](root=self._root, id="any", name="Folder")
        return lambda: self._read(self._account.fetch(ids, folder=folder, only_fields=names))

    def _view(self, wire: Wire, one: Said) -> Call:
        """Folder.view(…).only(…), of as many as there were."""
        folder, names, view = self._folder(wire), self._names.read(wire), wire.element("CalendarView")
        if view is None:
            return self._as_said(wire, one)
        start, end = moment(view.get("StartDate")), moment(view.get("EndDate"))
        size, told = int(view.get("MaxEntriesReturned")), one.answer.count(b"<t:ItemId ")

        def call() -> None:
            fields = {path for path in folder.normalize_fields(names) if not path.field.is_attribute}
            found = FindItem(account=self._account).call(
                folders=[folder],
                additional_fields=fields,
                restriction=None,
                order_fields=None,
                shape=ID_ONLY,
                query_string=None,
                depth=SHALLOW,
                calendar_view=CalendarView(start=start, end=end, max_items=size),
                max_items=told or None,
                offset=0,
            )
            self._read(found)

        return call

    def _create(self, wire: Wire, _one: Said) -> Call:
        folder, new = self._folder(wire), [self._values(item) for item in wire.all("Items", "*")]

        def call() -> None:
            items = [self._model(account=self._account, folder=folder, **values) for values in new]
            self._account.bulk_create(folder, items)

        return call

    def _update(self, wire: Wire, _one: Said) -> Call:
        changes = [(change, self._names.changes(change)) for change in wire.all("ItemChanges", "ItemChange")]
        told = [(Wire(change).ids("ItemId")[0], self._values(set_), gone) for change, (set_, gone) in changes]
        folder = FOLDERS[self._fields.kind](root=self._root, id="any", name="Folder")

        def call() -> None:
            items = [
                (
                    self._model(account=self._account, folder=folder, id=key, changekey=version, **values),
                    (*values, *gone),
                )
                for (key, version), values, gone in told
            ]
            self._account.bulk_update(items, conflict_resolution=NEVER_OVERWRITE)

        return call

    def _move(self, wire: Wire, _one: Said) -> Call:
        folder, ids = self._folder(wire), wire.ids("ItemId")

        def call() -> None:
            self._account.bulk_move(ids, to_folder=folder)

        return call

    def _attachment(self, wire: Wire, _one: Said) -> Call:
        """Streamed, as the documentation shows for large ones."""
        [(key, _)] = wire.ids("AttachmentId")
        holder = self._model(account=self._account)

        def call() -> None:
            with FileAttachment(attachment_id=AttachmentId(id=key), parent_item=holder).fp as content:
                while content.read(CHUNK):
                    pass

        return call

    def _as_said(self, wire: Wire, _one: Said) -> Call:
        name, payload = wire.operation, etree.fromstring(etree.tostring(wire.root))
        service = type(name, (_AsSaid,), {"SERVICE_NAME": name})

        def call() -> None:
            list(service(account=self._account)._get_elements(payload=payload))

        return call

    def _values(self, item: Any) -> dict[str, Any]:
        """What an item's element says, by exchangelib's names; None is what it does not say."""
        found = self._model.from_xml(item, self._account)
        told = {field.name: getattr(found, field.name) for field in self._model.FIELDS if field.name not in _OURS}
        return {name: value for name, value in told.items() if value is not None}


_OURS = ("_id", "mime_content", "attachments")
