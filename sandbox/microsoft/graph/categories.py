"""The master category list: `/outlook/masterCategories` (graph/api/resources/outlookcategory)."""

from typing import Any

from sandbox.microsoft.categories import LAST_COLOUR, NO_COLOUR, Category, CategoryExists
from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError, bad_body, no_property, not_found
from sandbox.microsoft.graph.paging import Shape, View, page
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse


def render(category: Category, request: GraphRequest) -> dict[str, Any]:
    shown = "none" if category.color == NO_COLOUR else f"preset{category.color}"
    return {"id": category.guid, "displayName": category.name, "color": shown}


SHAPE = Shape("outlookCategory", frozenset(("id", "displayName", "color")), render)


def list_categories(context: Context) -> GraphResponse:
    """All in one page: a master list is short, and Graph does not page it."""
    context.request.query.setdefault("$top", "1000")
    return page(context.request, context.mailbox.categories(), SHAPE)


def _category(context: Context) -> Category:
    found = context.mailbox.category(context.params["category"])
    if found is None:
        raise not_found()
    return found


def get_category(context: Context) -> GraphResponse:
    return _answer(context, _category(context), 200)


def _answer(context: Context, category: Category, status: int) -> GraphResponse:
    root = f"{context.request.base_url}/v1.0/$metadata#users('{context.mailbox.id}')/outlook/masterCategories/$entity"
    return GraphResponse(status, {"@odata.context": root} | View(context.request, SHAPE).show(category))


def _color(value: Any) -> int:
    if value in (None, "none", "None"):
        return NO_COLOUR
    number = value.lower().removeprefix("preset") if isinstance(value, str) else ""
    if not number.isascii() or not number.isdigit() or len(number) > 2 or int(number) > LAST_COLOUR:
        raise bad_body(f"Requested value '{value!s:.40}' was not found in 'microsoft.graph.categoryColor'.")
    return int(number)


def create_category(context: Context) -> GraphResponse:
    body = context.request.json()
    for key in body:
        if "@" not in key and key not in ("displayName", "color", "id"):
            raise no_property(key, "outlookCategory")
    name = body.get("displayName")
    if not isinstance(name, str) or not name.strip() or len(name) > 255 or not name.isprintable():
        raise GraphError(400, "ErrorInvalidArgument", "The property 'displayName' takes a name of 1 to 255 characters.")
    try:
        return _answer(context, context.mailbox.add_category(name, _color(body.get("color"))), 201)
    except CategoryExists as error:
        text = "A category with the given name already exists."
        raise GraphError(409, "ErrorCategoryNameDuplicate", text) from error


def update_category(context: Context) -> GraphResponse:
    """Only the colour can be changed."""
    category = _category(context)
    body = {k: v for k, v in context.request.json().items() if "@" not in k and k != "id"}
    if set(body) - {"color"}:
        raise GraphError(400, "ErrorInvalidRequest", "Only the property 'color' of an outlookCategory can be updated.")
    if "color" in body:
        context.mailbox.recolour_category(category.guid, _color(body["color"]))
    return _answer(context, _category(context), 200)


def delete_category(context: Context) -> GraphResponse:
    context.mailbox.delete_category(_category(context).guid)
    return GraphResponse(204)
