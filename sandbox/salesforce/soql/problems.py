"""Errors in a query, with the place where it went wrong, as the API words them."""

from sandbox.salesforce.errors import SalesforceError

_AROUND = 40


def located(code: str, text: str, pos: int, message: str) -> SalesforceError:
    """The message with the text around the place, a caret below it, row and column (from 1)."""
    pos = min(max(pos, 0), len(text))
    row = text.count("\n", 0, pos) + 1
    line_start = text.rfind("\n", 0, pos) + 1
    line_end = text.find("\n", pos)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    column = pos - line_start
    left = max(0, column - _AROUND)
    snippet = line[left : column + _AROUND]
    where = f"ERROR at Row:{row}:Column:{column + 1}"
    return SalesforceError(code, f"\n{snippet}\n{' ' * (column - left)}^\n{where}\n{message}")


def unexpected(text: str, pos: int, token: str) -> SalesforceError:
    shown = f"'{token}'" if token else "<EOF>"
    return located("MALFORMED_QUERY", text, pos, f"unexpected token: {shown}")


def no_column(text: str, pos: int, name: str, sobject: str) -> SalesforceError:
    return located(
        "INVALID_FIELD",
        text,
        pos,
        f"No such column '{name}' on entity '{sobject}'. If you are attempting to use a custom field, be sure to append"
        " the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate"
        " names.",
    )


def no_type(text: str, pos: int, name: str) -> SalesforceError:
    return located(
        "INVALID_TYPE",
        text,
        pos,
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the"
        " '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
    )


def no_relationship(text: str, pos: int, name: str) -> SalesforceError:
    return located(
        "INVALID_FIELD",
        text,
        pos,
        f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be"
        " sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call"
        " for the appropriate names.",
    )


def no_children(text: str, pos: int, name: str) -> SalesforceError:
    return located(
        "INVALID_TYPE",
        text,
        pos,
        f"Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom"
        " relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or"
        " the describe call for the appropriate names.",
    )


def malformed(text: str, pos: int, message: str) -> SalesforceError:
    return located("MALFORMED_QUERY", text, pos, message)


def invalid_field(text: str, pos: int, message: str) -> SalesforceError:
    return located("INVALID_FIELD", text, pos, message)
