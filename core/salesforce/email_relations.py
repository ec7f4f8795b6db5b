"""The EmailMessageRelations of filed emails.

They are created in the call that creates the emails, by reference, so that a lost reply leaves no email without its
people. Where a composite call cannot do that (an email of it was refused, a text that looks like a reference, too
many), what is missing is found by reading and created afterwards.
"""

from collections.abc import Sequence

from core.emails import FiledEmail, Role
from core.errors import SyncError
from core.records import Key
from core.salesforce.client import Client, Part
from core.salesforce.composite import COLLECTION, PARTS, QUERY_CHARACTERS, Answer, all_rows, chunks
from core.salesforce.relations import Step, carry_out
from core.salesforce.soql import Soql

RELATION = "EmailMessageRelation"
_COLUMNS = ("EmailMessageId", "RelationId", "RelationType", "RelationAddress")
RELATIONS = Soql(RELATION, _COLUMNS)
_ROLES = {
    Role.FROM: "FromAddress",
    Role.TO: "ToAddress",
    Role.CC: "CcAddress",
    Role.BCC: "BccAddress",
    Role.OTHER: "OtherAddress",
}


def roles(email: FiledEmail) -> list[dict[str, str]]:
    """The relations of the people who are known, each once; the addresses of others are in the email itself. Without
    an address Salesforce takes the person's own."""
    known = [(one.key, _ROLES[one.role], one.address[:255]) for one in email.relations if one.key]
    rows = [dict(zip(_COLUMNS[1:], one, strict=True)) for one in dict.fromkeys(known)]
    return [{name: value for name, value in row.items() if value} for row in rows]


def referring(emails: Sequence[FiledEmail]) -> list[Part]:
    """Parts that create the relations of emails which the part before, `part0`, creates in this order. Empty when they
    would be too many for one call."""
    wanted = [
        {"attributes": {"type": RELATION}, "EmailMessageId": f"@{{part0[{place}].id}}", **role}
        for place, email in enumerate(emails)
        for role in roles(email)
    ]
    groups = list(chunks(wanted, COLLECTION))
    if len(groups) >= PARTS:
        return []
    return [Part("POST", "composite/sobjects", {"allOrNone": False, "records": group}) for group in groups]


def succeeded(answers: Sequence[Answer]) -> bool:
    """Whether every relation of these collections was created."""
    bodies = [answer.body for answer in answers]
    return all(isinstance(b, list) and all(isinstance(r, dict) and r.get("success") is True for r in b) for b in bodies)


def complete(client: Client, emails: Sequence[tuple[Key, FiledEmail]]) -> dict[int, SyncError]:
    """Creates what these records lack of their relations. By index what was refused. Raises Transient, Unauthorized."""
    groups = chunks((key for key, _ in emails), QUERY_CHARACTERS // 22)
    queries = [RELATIONS.select(_COLUMNS, [RELATIONS.any_of("EmailMessageId", group)]) for group in groups]
    rows = [row for found in all_rows(client, queries, "relations") for row in found] if emails else []
    told = ((str(row.get(column)) for column in _COLUMNS[:3]) for row in rows)
    there = {(email[:15], role, person[:15]) for email, person, role in told}
    wanted = [
        Step(place, "POST", {"EmailMessageId": key, **role}, RELATION)
        for place, (key, email) in enumerate(emails)
        for role in roles(email)
        if (key[:15], role["RelationType"], role["RelationId"][:15]) not in there
    ]
    who = {place: f"a participant of the email “{email.subject[:60]}”" for place, (_, email) in enumerate(emails)}
    return carry_out(client, wanted, who, safe=False) if wanted else {}
