"""Validation rules and duplicate rules."""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

from dataclasses import replace
from typing import Any

from sandbox.salesforce.changes import Change
from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.settings import DuplicateRule
from sandbox.salesforce.sharing import Access
from sandbox.salesforce.soql import nodes
from sandbox.salesforce.soql.build import Builder
from sandbox.salesforce.soql.parse import parse_condition
from sandbox.salesforce.store import quoted

_MAX_MATCHES = 100


def check_validation(change: Change) -> None:
    """Refuse the saved row that makes a rule's condition true; call within the transaction of the write."""
    for rule in change.context.settings.validation.values():
        if rule.sobject != change.sobject.name or not rule.active:
            continue
        if _holds(change.context, rule.sobject, change.row["Id"], rule.where):
            fields = [rule.field] if rule.field else []
            raise SalesforceError("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, fields)


def _holds(context: Context, name: str, record_id: str, where: str) -> bool:
    """Whether a SOQL condition is true of one record, for the system: rules see every field."""
    builder = Builder.of(as_system(context), where, nodes.Query((), name, 0, where=parse_condition(where)))
    sql, values = builder.where("t0.Id = ?", [record_id])
    return bool(context.store.rows(f"SELECT 1 FROM {builder.source.sql()} WHERE {sql}", values))


def check_condition(context: Context, name: str, where: str) -> None:
    """Compile a condition that is to be kept; SalesforceError when it is no SOQL for this object."""
    _holds(context, name, "", where)


def as_system(context: Context) -> Context:
    """The same user without limits of rights and sharing."""
    return replace(context, access=Access.system(context.store, context.settings, context.user_id))


def check_duplicates(change: Change) -> None:
    """DUPLICATES_DETECTED when a rule finds matches and does not let the record pass."""
    options = change.context.options.duplicate_rule
    for rule in change.context.settings.duplicates.values():
        if rule.sobject != change.sobject.name:
            continue
        found = _matches(change, rule)
        if options.as_current_user:
            found = [record_id for record_id in found if change.context.access.sees(change.sobject, record_id)]
        if found and not (rule.action == "Allow" and options.allow_save):
            raise _detected(change, rule, found)


def _matches(change: Change, rule: DuplicateRule) -> list[str]:
    """Ids of records that agree in all fields of one of the rule's lists; empty fields match nothing."""
    found: list[str] = []
    for names in rule.match:
        fields = [change.sobject.fields[name] for name in names]
        values = [change.row.get(field.name) for field in fields]
        if None in values or not change.changed(*names):
            continue
        tests = " AND ".join(f"fold({quoted(f.name)}) = fold(?)" if f.text else f"{quoted(f.name)} = ?" for f in fields)
        live = " AND IsDeleted = 0" if change.sobject.soft_deletes else ""
        sql = f"SELECT Id FROM {quoted(change.sobject.name)} WHERE {tests} AND Id != ?{live} LIMIT {_MAX_MATCHES}"
        found += [row[0] for row in change.context.store.rows(sql, (*values, change.row["Id"]))]
    return list(dict.fromkeys(found))


def _detected(change: Change, rule: DuplicateRule, found: list[str]) -> SalesforceError:
    """The error with the platform's own misspelling of `duplicateResult`."""
    context = change.context
    shown = [record_id for record_id in found if context.access.sees(change.sobject, record_id)]
    result: dict[str, Any] = {
        "allowSave": rule.action == "Allow",
        "duplicateRule": rule.name,
        "duplicateRuleEntityType": rule.sobject,
        "errorMessage": rule.message,
        "matchResults": [_match_result(context, rule, shown)],
    }
    return SalesforceError("DUPLICATES_DETECTED", rule.message, extra={"duplicateResut": result})


def _match_result(context: Context, rule: DuplicateRule, ids: list[str]) -> dict[str, Any]:
    records = []
    for record_id in ids:
        record: dict[str, Any] = {"attributes": context.attributes(rule.sobject, record_id), "Id": record_id}
        if context.options.duplicate_rule.include_details:
            record |= _details(context, rule, record_id)
        records.append({"additionalInformation": [], "fieldDiffs": [], "matchConfidence": 100.0, "record": record})
    return {
        "entityType": rule.sobject,
        "errors": [],
        "matchEngine": "ExactMatchEngine",
        "matchRecords": records,
        "rule": f"{rule.name}_Match",
        "size": len(records),
        "success": True,
    }


def _details(context: Context, rule: DuplicateRule, record_id: str) -> dict[str, Any]:
    row = context.store.fetch(context.schema[rule.sobject], record_id) or {}
    names = dict.fromkeys(name for group in rule.match for name in group)
    return {name: row.get(name) for name in names}
