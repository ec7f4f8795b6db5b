"""A list view as a table: choose the view, find text in it, turn pages, open a record."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.face import Face
from sandbox.salesforce.pages.display import shown
from sandbox.salesforce.pages.home import Page, tabs, visitor
from sandbox.salesforce.pages.inputs import NUMBERS

PAGE = 50


def value_at(row: dict[str, Any], path: str) -> Any:
    """`Account.Name` of a row; None where a relationship is empty."""
    found: Any = row
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def chosen(views: list[dict[str, Any]], wanted: str, plural: str) -> dict[str, Any] | None:
    """The view asked for by id or name, else `My Contacts` and the like, else the first."""
    named = [view for view in views if wanted and wanted in (view["id"], view["developerName"])]
    mine = [view for view in views if view["label"] == f"My {plural}"]
    return next(iter(named or mine or views), None)


def cell_of(acting: Acting, field: dict[str, Any], record: dict[str, Any], user: dict[str, Any]) -> Any:
    """A value as the list shows it: numbers, and days and moments in words, these by the user's clock.

    field: as described, called by its path.
    """
    value = value_at(record, field["name"])
    if field["type"] not in ("date", "datetime", *NUMBERS):
        return value
    return shown(acting, field, {field["name"]: value}, user)["text"] or None


def rows_of(
    acting: Acting, view: dict[str, Any], text: str, user: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[Any]]:
    """(visible columns, rows as {id, cells}), those that hold the text when there is one."""
    sobject = view["url"].split("/")[-3]
    described = acting.list_view_describe(sobject, view["id"])
    columns = [column for column in described["columns"] if not column["hidden"]]
    known = {field["name"]: field for field in acting.describe(sobject)["fields"]}
    fields = [known.get(column["fieldNameOrPath"]) or _unknown(column) for column in columns]
    rows = []
    for record in acting.query(described["query"]).records:
        cells = [cell_of(acting, field, record, user) for field in fields]
        if not text or any(text.lower() in str(cell).lower() for cell in cells if cell is not None):
            rows.append({"id": record["attributes"]["url"].rpartition("/")[2], "cells": cells})
    return columns, rows


def _unknown(column: dict[str, Any]) -> dict[str, Any]:
    """A field of another object."""
    return {"name": column["fieldNameOrPath"], "type": column["type"], "scale": 2}


def page_number(count: int) -> tuple[int, int]:
    """(page asked for, last page), both from 1."""
    last = max(1, -(-count // PAGE))
    text = request.args.get("page", "1")
    return min(last, max(1, int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1)), last


def show(face: Face, sobject: str) -> Page:
    who = visitor(face)
    if isinstance(who, Response):
        return who
    user, acting = who
    try:
        views = acting.list_views(sobject)["listviews"]
        described = acting.describe(sobject)
        view = chosen(views, request.args.get("filterName", ""), described["labelPlural"])
        text = request.args.get("q", "").strip()
        columns, rows = rows_of(acting, view, text, user) if view else ([], [])
    except SalesforceError as error:
        return render_template("sandbox_problem.html", user=user, tabs=tabs(acting), error=error), error.status
    page, last = page_number(len(rows))
    return render_template(
        "sandbox_list.html",
        user=user,
        tabs=tabs(acting),
        described=described,
        views=views,
        view=view,
        text=text,
        columns=columns,
        rows=rows[(page - 1) * PAGE : page * PAGE],
        total=len(rows),
        page=page,
        last=last,
    )


def install(routes: Blueprint, face: Face) -> None:
    @routes.get("/lightning/o/<sobject>/list")
    def _list(sobject: str) -> Page:
        with face.org.lock:
            return show(face, sobject)
