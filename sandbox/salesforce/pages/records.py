"""One record: see it, edit it, create it, delete it. What Salesforce refuses is said at the field it is about."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from sandbox.salesforce.acting import Acting
from sandbox.salesforce.errors import SalesforceError, not_found
from sandbox.salesforce.face import Face
from sandbox.salesforce.pages.display import shown
from sandbox.salesforce.pages.home import Page, tabs, visitor
from sandbox.salesforce.pages.inputs import FieldProblem, kind, to_text, to_value
from sandbox.salesforce.pages.layout import caption, sections
from sandbox.salesforce.pages.related import DOWNLOAD, related
from sandbox.salesforce.pages.signin import check_csrf

Errors = dict[str, list[str]]
ANYWHERE = ""  # the key of errors that belong to no field of the form


class Form:
    """The form of a new or stored record: its inputs, what was typed, what is wrong. record: {} for a new one."""

    def __init__(self, acting: Acting, user: dict[str, Any], sobject: str, record: dict[str, Any]) -> None:
        self.acting, self.user, self.sobject, self.record = acting, user, sobject, record
        self.errors: Errors = {}
        self.typed: dict[str, str] | None = None
        flag = "updateable" if record else "createable"
        all_sections = sections(acting, sobject, editing=True)
        self.sections = [(heading, [f for f in fields if f[flag]]) for heading, fields in all_sections]

    def fields(self) -> list[dict[str, Any]]:
        return [field for _, fields in self.sections for field in fields]

    def text(self, field: dict[str, Any]) -> str:
        """What the input shows: as typed, else as stored; the name of a record referred to."""
        if self.typed is not None:
            return self.typed.get(field["name"], "")
        if not self.record:
            return self._default(field)
        if field["type"] == "reference" and self.record.get(field["name"]):
            return str(shown(self.acting, field, self.record, self.user)["text"])
        if field["type"] == "boolean":
            return "on" if self.record.get(field["name"]) else ""
        return to_text(field, self.record.get(field["name"]), self.user)

    @staticmethod
    def _default(field: dict[str, Any]) -> str:
        if field["type"] == "boolean":
            return "on" if field.get("defaultValue") else ""
        chosen = [v["value"] for v in field.get("picklistValues", ()) if v.get("defaultValue")]
        return chosen[0] if chosen else ""

    def required(self, field: dict[str, Any]) -> bool:
        return not field["nillable"] and not field["defaultedOnCreate"] and field["type"] != "boolean"

    def values(self) -> dict[str, Any]:
        """What was changed, ready to save; problems go to `errors`."""
        stored = {field["name"]: self.text(field) for field in self.fields()}
        self.typed = {field["name"]: request.form.get(field["name"], "") for field in self.fields()}
        values: dict[str, Any] = {}
        for field in self.fields():
            name = field["name"]
            if self.typed[name].replace("\r\n", "\n") == stored[name] and (self.record or not stored[name]):
                continue
            try:
                values[name] = to_value(field, self.typed[name], self.user, self.acting)
            except FieldProblem as problem:
                self.errors.setdefault(name, []).append(str(problem))
        return values

    def refuse(self, error: SalesforceError) -> None:
        names = {field["name"] for field in self.fields()}
        placed = [name for name in error.fields or () if name in names]
        for name in placed or [ANYWHERE]:
            self.errors.setdefault(name, []).append(error.message)

    def page(self) -> Page:
        status = 422 if self.errors else 200
        return render_template(
            "sandbox_form.html", form=self, kind=kind, caption=caption, **frame(self.acting, self.user)
        ), status


def frame(acting: Acting, user: dict[str, Any]) -> dict[str, Any]:
    return {"user": user, "tabs": tabs(acting)}


def problem(acting: Acting, user: dict[str, Any], error: SalesforceError) -> Page:
    return render_template("sandbox_problem.html", error=error, **frame(acting, user)), error.status


def title_of(acting: Acting, sobject: str, record: dict[str, Any]) -> str:
    names = [f["name"] for f in acting.describe(sobject)["fields"] if f["nameField"]]
    return str(next((record[name] for name in names if record.get(name)), None) or record["Id"])


def view(acting: Acting, user: dict[str, Any], sobject: str, record_id: str) -> Page:
    record, described = acting.retrieve(sobject, record_id), acting.describe(sobject)
    parts = [
        (heading, [(field, shown(acting, field, record, user)) for field in fields if field["name"] in record])
        for heading, fields in sections(acting, sobject, editing=False)
    ]
    return render_template(
        "sandbox_record.html",
        record=record,
        described=described,
        title=title_of(acting, sobject, record),
        sections=parts,
        lists=related(acting, described["name"], record["Id"], user),
        caption=caption,
        **frame(acting, user),
    )


def edit(acting: Acting, user: dict[str, Any], sobject: str, record_id: str) -> Page:
    """record_id "" makes a new record."""
    described = acting.describe(sobject)
    record = acting.retrieve(sobject, record_id) if record_id else {}
    form = Form(acting, user, described["name"], record)
    if request.method == "GET":
        return form.page()
    check_csrf()
    values = form.values()
    if form.errors:
        return form.page()
    try:
        if record_id and values:
            acting.update(sobject, record_id, values)
        elif not record_id:
            record_id = acting.insert(sobject, values)
    except SalesforceError as error:
        form.refuse(error)
        return form.page()
    return redirect(f"/lightning/r/{sobject}/{record_id}/view")


def delete(acting: Acting, user: dict[str, Any], sobject: str, record_id: str) -> Page:
    """A page that asks; its answer deletes."""
    record, described = acting.retrieve(sobject, record_id), acting.describe(sobject)
    if request.method == "GET":
        title = title_of(acting, sobject, record)
        return render_template(
            "sandbox_delete.html", record=record, described=described, title=title, **frame(acting, user)
        )
    check_csrf()
    acting.delete(sobject, record_id)
    return redirect(f"/lightning/o/{sobject}/list")


def download(face: Face, version_id: str) -> Page:
    """A file's bytes, always to be saved and never shown: nobody has looked at them."""
    who = visitor(face)
    if isinstance(who, Response):
        return who
    user, acting = who
    try:
        row = acting.retrieve("ContentVersion", version_id)
        data = acting.blob("ContentVersion", version_id, "VersionData")
    except SalesforceError as error:
        return problem(acting, user, error)
    reply = Response(data, mimetype="application/octet-stream")
    reply.headers.set("Content-Disposition", "attachment", filename=row["PathOnClient"].rpartition("/")[2])
    reply.headers["X-Content-Type-Options"] = "nosniff"
    return reply


def show(face: Face, sobject: str, record_id: str, action: str) -> Page:
    who = visitor(face)
    if isinstance(who, Response):
        return who
    user, acting = who
    try:
        with face.org.transaction():
            if action == "view":
                return view(acting, user, sobject, record_id)
            if action in ("edit", "new"):
                return edit(acting, user, sobject, record_id)
            if action == "delete":
                return delete(acting, user, sobject, record_id)
            raise not_found()
    except SalesforceError as error:
        return problem(acting, user, error)


def install(routes: Blueprint, face: Face) -> None:
    @routes.get(f"{DOWNLOAD}<version_id>")
    def _download(version_id: str) -> Page:
        with face.org.lock:
            return download(face, version_id)

    @routes.get("/lightning/r/<sobject>/<record_id>/view")
    def _view(sobject: str, record_id: str) -> Page:
        with face.org.lock:
            return show(face, sobject, record_id, "view")

    @routes.route("/lightning/r/<sobject>/<record_id>/<any(edit, delete):action>", methods=["GET", "POST"])
    def _change(sobject: str, record_id: str, action: str) -> Page:
        with face.org.lock:
            return show(face, sobject, record_id, action)

    @routes.route("/lightning/o/<sobject>/new", methods=["GET", "POST"])
    def _new(sobject: str) -> Page:
        with face.org.lock:
            return show(face, sobject, "", "new")
