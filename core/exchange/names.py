"""Display name and file-as of a contact, as Outlook makes them from the parts of the name; ours follow a change of the
parts only while the user has not chosen another."""

from core.records import Fields, Value

PARTS = ("given_name", "middle_name", "surname", "generation", "company_name")


def _text(fields: Fields, *names: str) -> str:
    return " ".join(str(fields[name]) for name in names if fields.get(name))


def display_name(fields: Fields) -> str:
    """`Given Middle Surname Suffix`, else the company, else the first e-mail address."""
    name = _text(fields, "given_name", "middle_name", "surname", "generation")
    return name or _text(fields, "company_name") or _text(fields, "email_address_1")


def file_as(fields: Fields) -> str:
    """`Surname, Given Middle`, Outlook's default order."""
    parts = (_text(fields, "surname"), _text(fields, "given_name", "middle_name"))
    return ", ".join(part for part in parts if part) or display_name(fields)


def made_by_rule(current: str | None, fields: Fields) -> bool:
    """Whether a display name or file-as is one of those that Outlook and Exchange derive from these fields."""
    if not current:
        return True
    first, last = _text(fields, "given_name", "middle_name"), _text(fields, "surname")
    derived = {display_name(fields), file_as(fields), f"{first} {last}", f"{last} {first}", f"{last}, {first}"}
    derived |= {_text(fields, "given_name", "surname"), _text(fields, "given_name", "middle_name", "surname")}
    derived |= {f"{last}, {_text(fields, 'given_name')}", _text(fields, "company_name")}
    return " ".join(current.split()) in {" ".join(text.split()) for text in derived}


def names_for_create(fields: Fields) -> dict[str, Value]:
    return {"display_name": display_name(fields)[:255], "file_as": file_as(fields)[:255]}


def names_for_update(before: Fields, changed: Fields, shown: str | None, filed: str | None) -> dict[str, Value]:
    """The derived names to write with `changed`; before: the item's fields. Names that a person chose stay: Graph
    makes the display name anew after a change of its parts unless it is sent along (contact-update)."""
    after = {**before, **changed}
    names: dict[str, Value] = {"display_name": shown}
    if made_by_rule(shown, before):
        names["display_name"] = display_name(after)[:255] or None
    if made_by_rule(filed, before):
        names["file_as"] = file_as(after)[:255] or None
    return names
