"""Everything that one user does in an org, at one API version."""

from datetime import datetime
from typing import Any

from sandbox.salesforce import dml
from sandbox.salesforce.context import Context
from sandbox.salesforce.describe import describe_global, describe_sobject, sobject_info
from sandbox.salesforce.layouts import layouts
from sandbox.salesforce.listview_replies import list_view, list_view_describe, list_view_results, list_views
from sandbox.salesforce.merge import merge
from sandbox.salesforce.recent import recent
from sandbox.salesforce.recycle import delete, end_series, undelete
from sandbox.salesforce.retrieve import blob, record_count, relationship, retrieve, retrieve_by, sobject_of
from sandbox.salesforce.search import parameterized_search, search
from sandbox.salesforce.soql.run import Rows, explain_query, run_query
from sandbox.salesforce.windows import deleted, updated

Json = dict[str, Any]


class Acting:
    """An org as one user sees it. Methods raise SalesforceError; what they return is ready for JSON."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def query(self, soql: str, *, all_rows: bool = False) -> Rows:
        return run_query(self.context, soql, all_rows=all_rows)

    def explain(self, soql: str) -> Json:
        return explain_query(self.context, soql)

    def retrieve(self, sobject: str, record_id: str, fields: list[str] | None = None) -> Json:
        return retrieve(self.context, sobject, record_id, fields)

    def retrieve_by(self, sobject: str, ext_field: str, value: Any, fields: list[str] | None = None) -> Json:
        return retrieve_by(self.context, sobject, ext_field, value, fields)

    def insert(self, sobject: str, values: Json) -> str:
        return dml.insert(self.context, sobject, values)

    def update(self, sobject: str, record_id: str, values: Json) -> None:
        dml.update(self.context, sobject, record_id, values)

    def upsert(
        self, sobject: str, ext_field: str, value: Any, values: Json, *, update_only: bool = False
    ) -> tuple[str, bool]:
        """(id, created)."""
        return dml.upsert(self.context, sobject, ext_field, value, values, update_only=update_only)

    def delete(self, sobject: str, record_id: str) -> None:
        delete(self.context, sobject, record_id)

    def end_series(self, event_id: str) -> None:
        """Delete an occurrence of an event series and the later ones."""
        end_series(self.context, event_id)

    def undelete(self, record_id: str) -> None:
        undelete(self.context, record_id)

    def merge(self, sobject: str, master_id: str, loser_ids: list[str]) -> None:
        merge(self.context, sobject, master_id, loser_ids)

    def relationship(self, sobject: str, record_id: str, name: str, fields: list[str] | None = None) -> Json:
        return relationship(self.context, sobject, record_id, name, fields)

    def blob(self, sobject: str, record_id: str, field: str) -> bytes:
        return blob(self.context, sobject, record_id, field)

    def updated(self, sobject: str, start: datetime, end: datetime) -> Json:
        return updated(self.context, sobject, start, end)

    def deleted(self, sobject: str, start: datetime, end: datetime) -> Json:
        return deleted(self.context, sobject, start, end)

    def describe_global(self) -> Json:
        return describe_global(self.context)

    def describe(self, sobject: str) -> Json:
        return describe_sobject(self.context, sobject)

    def layouts(self, sobject: str, record_type: str | None = None) -> Json:
        return layouts(self.context, sobject, record_type)

    def sobject_info(self, sobject: str) -> Json:
        return sobject_info(self.context, sobject)

    def list_views(self, sobject: str) -> Json:
        return list_views(self.context, sobject)

    def list_view(self, sobject: str, view_id: str) -> Json:
        return list_view(self.context, sobject, view_id)

    def list_view_describe(self, sobject: str, view_id: str) -> Json:
        return list_view_describe(self.context, sobject, view_id)

    def list_view_results(self, sobject: str, view_id: str, limit: int = 25, offset: int = 0) -> Json:
        return list_view_results(self.context, sobject, view_id, limit, offset)

    def search(self, sosl: str) -> list[Json]:
        return search(self.context, sosl)

    def parameterized_search(self, **params: Any) -> list[Json]:
        return parameterized_search(self.context, **params)

    def recent(self, limit: int = 200) -> list[Json]:
        return recent(self.context, limit)

    def record_count(self, sobjects: list[str] | None = None) -> Json:
        return record_count(self.context, sobjects)

    def sobject_of(self, record_id: str) -> str:
        """The object that an id belongs to."""
        return sobject_of(self.context, record_id)
