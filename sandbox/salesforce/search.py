"""Text search: SOSL and the parameterised form ("Search", REST API Developer Guide; "SOQL and SOSL Reference").

The index of the sandbox has no lag. A word matches a whole word of a field; `*` and `?` are wildcards.
"""

# ruff: noqa: S608 - names in the SQL come from the schema; what a client sent is bound as a value

import re
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.context import Context
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.search_terms import compile_search, malformed, words
from sandbox.salesforce.soql.parse import parse
from sandbox.salesforce.soql.run import run_parsed
from sandbox.salesforce.store import quoted

MOST_RESULTS = 2000
_FIND = re.compile(r"\s*FIND\s*\{((?:\\.|[^}\\])*)\}\s*(.*)", re.IGNORECASE | re.DOTALL)
_IN = re.compile(r"IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_RETURNING = re.compile(r"RETURNING\s+(.*)", re.IGNORECASE | re.DOTALL)
_LIMIT = re.compile(r"(.*?)(?:\bWITH\b.*?)?(?:\bLIMIT\s+(\d+))?\s*", re.IGNORECASE | re.DOTALL)
_OBJECT = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*", re.DOTALL)
_USING = re.compile(r"\s+USING\s+LISTVIEW\s*=\s*\w+", re.IGNORECASE)
_CLAUSE = re.compile(r"\s+(?=WHERE\b|ORDER\s+BY\b|LIMIT\b|OFFSET\b)", re.IGNORECASE)
_KINDS = {"NAME": (), "EMAIL": ("email",), "PHONE": ("phone",)}
_SEARCHED = frozenset({"string", "textarea", "email", "phone", "url", "picklist", "combobox", "multipicklist"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What to give of one object: fields, and the clauses WHERE to OFFSET as SOQL text."""

    sobject: SObject
    fields: tuple[str, ...] = ("Id",)
    clauses: str = ""


def search(context: Context, sosl: str) -> list[dict[str, Any]]:
    """The records of `FIND {…} [IN … FIELDS] [RETURNING …] [LIMIT n]`."""
    match = _FIND.fullmatch(sosl)
    if match is None:
        raise malformed("No search term found. The search term must be enclosed in braces.")
    text, rest = match.groups()
    group, limit = "ALL", MOST_RESULTS
    if found := _IN.fullmatch(rest):
        group, rest = found.group(1).upper(), found.group(2)
    wishes: list[Wish] = []
    if found := _RETURNING.fullmatch(rest):
        parts = _split(found.group(1))
        parts[-1], count = _limited(parts[-1])
        limit = min(limit, count)
        wishes = [_wish(context, part) for part in parts]
    elif rest.strip():
        head, limit = _limited(rest)
        if head.strip():
            raise malformed(f"unexpected token: {head.split()[0]}")
    return _run(context, text, group, wishes or _everything(context), limit)


def _limited(text: str) -> tuple[str, int]:
    """A text and the LIMIT that may end it, outside of parentheses."""
    close = text.rfind(")")
    match = _LIMIT.fullmatch(text[close + 1 :])
    if match is None:
        raise malformed(f"unexpected token: {text[close + 1 :].strip()}")
    return text[: close + 1] + match.group(1), int(match.group(2) or MOST_RESULTS)


def _split(text: str) -> list[str]:
    """`A(x, y), B` into its objects; commas and parentheses within quotes and parentheses do not count."""
    parts, depth, quote, start = [], 0, False, 0
    for i, char in enumerate(text):
        if char == "'" and text[i - 1] != "\\":
            quote = not quote
        elif not quote:
            depth += (char == "(") - (char == ")")
            if char == "," and depth == 0:
                parts.append(text[start:i])
                start = i + 1
    if depth or quote:
        raise malformed("unbalanced parentheses or quotes in RETURNING")
    return [*parts, text[start:]]


def _wish(context: Context, text: str) -> Wish:
    match = _OBJECT.fullmatch(text)
    if match is None:
        raise malformed(f"unexpected token: {text.strip()}")
    sobject = _searchable(context, match.group(1))
    inner = _USING.sub("", f" {match.group(2) or ''}").strip()
    if not inner:
        return Wish(sobject)
    head, *clauses = _CLAUSE.split(inner, maxsplit=1)
    fields = tuple(name.strip() for name in head.split(",") if name.strip())
    return Wish(sobject, fields or ("Id",), clauses[0] if clauses else "")


def _searchable(context: Context, name: str) -> SObject:
    sobject = context.schema.get(name)
    if sobject is None or "searchable" not in sobject.flags or not context.access.reads(sobject):
        raise SalesforceError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return sobject


def _everything(context: Context) -> list[Wish]:
    found = [
        s for s in context.schema if "searchable" in s.flags and "layoutable" in s.flags and context.access.reads(s)
    ]
    return [Wish(sobject) for sobject in sorted(found, key=lambda sobject: sobject.name)]


def _run(context: Context, text: str, group: str, wishes: list[Wish], limit: int) -> list[dict[str, Any]]:
    compile_search(text)
    records: list[dict[str, Any]] = []
    for wish in wishes:
        ids = _matching(context, wish.sobject, text, group)
        records += _records(context, wish, ids)
    return records[: min(limit, MOST_RESULTS)]


def _matching(context: Context, sobject: SObject, text: str, group: str) -> list[str]:
    """Ids of the live, visible records in whose fields of the group the text is found."""
    matches = compile_search(text)
    names = [quoted(field.name) for field in _group(context, sobject, group)]
    if not names:
        return []
    where = "r.IsDeleted = 0" if sobject.soft_deletes else "1"
    visible, values = context.access.visible(sobject, "r")
    if visible:
        where += f" AND {visible}"
    columns = ", ".join(f"r.{name}" for name in names)
    rows = context.store.rows(
        f"SELECT r.Id, {columns} FROM {quoted(sobject.name)} r WHERE {where} ORDER BY r.Id", values
    )
    return [key for key, *cells in rows if matches([words(cell) for cell in cells if cell])]


def _group(context: Context, sobject: SObject, group: str) -> list[Field]:
    fields = [f for f in context.access.fields(sobject) if f.type in _SEARCHED]
    if group in ("ALL", "SIDEBAR"):
        return fields
    if group == "NAME":
        return [field for field in fields if field.name_field]
    return [field for field in fields if field.type in _KINDS[group]]


def _records(context: Context, wish: Wish, ids: list[str]) -> list[dict[str, Any]]:
    """The found records that fulfil the clauses of the wish, with its fields."""
    text = f"SELECT {', '.join(wish.fields)} FROM {wish.sobject.name} {wish.clauses}"
    try:
        return run_parsed(context, text, parse(text), ids=ids).records
    except SalesforceError as error:
        code = "MALFORMED_SEARCH" if error.code == "MALFORMED_QUERY" else error.code
        raise SalesforceError(code, error.message, error.fields, error.status) from None


def parameterized_search(context: Context, **params: Any) -> list[dict[str, Any]]:
    """`q, in, fields, sobjects: [{name, fields, where, orderBy, limit}], overallLimit, defaultLimit`."""
    group = str(params.get("in") or "ALL").upper().split()[0]
    if group not in ("ALL", "SIDEBAR", *_KINDS):
        raise malformed(f"unknown search group: {params['in']}")
    fields = _names(params.get("fields"))
    listed = params.get("sobjects") or []
    if not isinstance(listed, list):
        raise malformed("sobjects must be a list")
    wishes = [_parameterized(context, item, fields, params.get("defaultLimit")) for item in listed]
    limit = int(params.get("overallLimit") or MOST_RESULTS)
    return _run(context, str(params.get("q", "")), group, wishes or _everything(context), limit)


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise malformed("fields must be a list of names")
    return tuple(name.strip() for name in names if name.strip())


def _parameterized(context: Context, item: Any, fields: tuple[str, ...], default_limit: Any) -> Wish:
    body = {"name": item} if isinstance(item, str) else item
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        raise malformed("each of sobjects needs a name")
    clauses = f"WHERE {body['where']}" if body.get("where") else ""
    if body.get("orderBy"):
        clauses += f" ORDER BY {body['orderBy']}"
    limit = body.get("limit") or default_limit
    if limit:
        clauses += f" LIMIT {limit}"
    return Wish(_searchable(context, body["name"]), _names(body.get("fields")) or fields or ("Id",), clauses)
