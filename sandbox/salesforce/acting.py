"""Everything that one user does in an org, at one API version."""

from typing import Any

from sandbox.salesforce import dml
from sandbox.salesforce.context import Context
from sandbox.salesforce.describe import describe_global, describe_sobject, sobject_info
from sandbox.salesforce.recent import recent
from sandbox.salesforce.retrieve import retrieve, retrieve_by
from sandbox.salesforce.soql.run import Rows, explain_query, run_query


class Acting:
    """An org as one user sees it. Methods raise SalesforceError; what they return is ready for JSON."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def query(self, soql: str, *, all_rows: bool = False) -> Rows:
        return run_query(self.context, soql, all_rows=all_rows)

    def explain(self, soql: str) -> dict[str, Any]:
        return explain_query(self.context, soql)

    def retrieve(self, sobject: str, record_id: str, fields: list[str] | None = None) -> dict[str, Any]:
        return retrieve(self.context, sobject, record_id, fields)

    def retrieve_by(self, sobject: str, ext_field: str, value: Any, fields: list[str] | None = None) -> dict[str, Any]:
        return retrieve_by(self.context, sobject, ext_field, value, fields)

    def insert(self, sobject: str, values: dict[str, Any]) -> str:
        return dml.insert(self.context, sobject, values)

    def update(self, sobject: str, record_id: str, values: dict[str, Any]) -> None:
        dml.update(self.context, sobject, record_id, values)

    def upsert(
        self, sobject: str, ext_field: str, value: Any, values: dict[str, Any], *, update_only: bool = False
    ) -> tuple[str, bool]:
        """(id, created)."""
        return dml.upsert(self.context, sobject, ext_field, value, values, update_only=update_only)

    def describe_global(self) -> dict[str, Any]:
        return describe_global(self.context)

    def describe(self, sobject: str) -> dict[str, Any]:
        return describe_sobject(self.context, sobject)

    def sobject_info(self, sobject: str) -> dict[str, Any]:
        return sobject_info(self.context, sobject)

    def recent(self, limit: int = 200) -> list[dict[str, Any]]:
        return recent(self.context, limit)
