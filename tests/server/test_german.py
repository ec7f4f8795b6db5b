"""What is kept of records, issues, shares and runs is told in German to whoever asks for German."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from core import explain, why, why_live
from core.exchange import errors as exchange_errors
from core.file_words import FILE_SENTENCES
from core.filing_words import SENTENCES
from core.models.accounts import Mailbox
from core.models.pane import ShareRow
from core.objects import OBJECT_TYPES
from core.policy import Policy
from core.salesforce import codes, event_regarding
from server.german import GERMAN, in_german
from server.german_exchange import EXCHANGE
from server.german_reasons import REASONS
from server.german_salesforce import SALESFORCE
from server.german_sentences import label_in_german
from server.german_standing import STANDING
from server.german_words import FILLED_PHRASES, LABELS, PHRASES
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync
from worker import previews
from worker.filing import shared as shared_mails
from worker.sharing import defects
from worker.sharing import events as shared_events

ROOT = Path(__file__).resolve().parents[2]
TABLES = (REASONS, STANDING, SALESFORCE, EXCHANGE)
KNOWN = {english: german for table in (GERMAN, *TABLES) for english, german in table.items()}
PLACE = re.compile(r"\{\w*\}")
NUMBERS = "ahead back count days deletes length limit links listed most number status".split()
SAMPLES = {
    **dict.fromkeys(("side", "source"), "Outlook"),
    **dict.fromkeys(("other", "target"), "Salesforce"),
    **dict.fromkeys(NUMBERS, "7"),
    "subject": "The login address",
    "moment": "2026-03-01 09:00",
    "sentence": "Fill the field in.",
    "fields": "Notes",
    "label": "Notes",
}
NAME = "Re: Dr. M. Söhne {KG}"
# What the connectors raise or return to say what went wrong; its first argument is told to people.
RAISED = {"Transient", "Unauthorized", "Rejected", "Stale", "CursorExpired"}
FEWEST = 12


COMPOSED = {
    "Dr. A. Meyer rests: Dr. A. Meyer left the Salesforce list; nothing was deleted in Salesforce.": "Dr. A."
    " Meyer ruht: Dr. A. Meyer steht nicht mehr auf der Salesforce-Listenansicht; in Salesforce wurde nichts"
    " gelöscht.",
    "2026-03-01 09:00 UTC, update in Salesforce, failed: Re: Plan: Salesforce refused the task “Re: Plan”: Zu"
    " lang. Wirklich. Shorten the value.": "2026-03-01 09:00 UTC, ändern in Salesforce, nicht gelungen: Re:"
    " Plan: Salesforce lehnt ab (Aufgabe „Re: Plan“): Zu lang. Wirklich. Kürzen Sie den Wert.",
    "Ann: several records match it. Choose which one it is; nothing is created until then. Candidates: A, B.": ""
    "Ann: Mehrere Datensätze passen dazu. Wählen Sie, welcher es ist; bis dahin wird nichts angelegt. Infrage"
    " kommen: A, B.",
    "50 of 60 linked records would be deleted: A, B, C …; approve this by name if it is meant. Salesforce listed 0"
    " events where 1,040 are linked; check the calendar and the filter, and approve if it is meant.": "50 von 60"
    " verbundenen Datensätzen würden gelöscht: A, B, C … – ist das so gewollt, kann Ihre Administration es freigeben."
    " Salesforce hat 0 Termine genannt, verbunden sind aber 1.040; prüfen Sie den Kalender und den Filter. Ist"
    " das so gewollt, kann Ihre Administration es freigeben.",
    "Offer is filed in Salesforce. a.exe was not filed: files of its kind can harm a computer.": "Offer ist in"
    " Salesforce abgelegt. a.exe wurde nicht abgelegt: Dateien dieser Art können einem Computer schaden.",
    "E-mail, First name and Notes changed in Outlook, so Salesforce was updated.": "In Outlook geändert: E-Mail,"
    " Vorname und Notizen. Salesforce wurde daran angepasst.",
    "Notes: Outlook goes on with “a”, Salesforce with nothing.": "Notizen: In Outlook bleibt „a“, in Salesforce"
    " nichts.",
    "“a.pdf” of Ann: Lee could not be added in Salesforce: Salesforce did not take the file “a.pdf”: Salesforce"
    " refused a call: Voll. An administrator must free storage or licences in Salesforce.": "„a.pdf“ von Ann:"
    " Lee ließ sich in Salesforce nicht hinzufügen: Salesforce hat die Datei „a.pdf“ nicht angenommen:"
    " Salesforce hat einen Aufruf abgelehnt: Voll. Ihre Administration muss in Salesforce Speicher oder Lizenzen"
    " freimachen.",
    "Salesforce refused the event with Eve Lee, Fay: No. Shorten the value.": "Salesforce lehnt ab (Termin mit Eve Lee,"
    " Fay): No. Kürzen Sie den Wert.",
    "(no subject) (2026-03-01) is gone on both sides.": "(kein Betreff) (2026-03-01) gibt es auf beiden Seiten"
    " nicht mehr.",
    "What is this?  Nobody knows. ": "What is this?  Nobody knows. ",
    "The Salesforce login address 'http://x' cannot be used: it names a port. Give the https address of your Salesforce"
    " domain, such as https://login.salesforce.com.": "Die Adresse 'http://x' ist nicht brauchbar (Anmeldeadresse von"
    " Salesforce: nennt einen Port). Geben Sie die https-Adresse Ihrer Salesforce-Domain an, etwa"
    " https://login.salesforce.com.",
    "": "",
}


def _filled(template: str) -> str:
    return PLACE.sub(lambda place: SAMPLES.get(place[0][1:-1], NAME), template)


def _bare(text: str) -> str:
    return PLACE.sub("{}", text)


def _sentences() -> Iterator[str]:
    """English sentences that people are told, from where the code has them."""
    for table in (explain._SENTENCES, explain._ISSUES, SENTENCES, FILE_SENTENCES, *explain._OF_KIND.values()):
        yield from table.values()
    yield why.UNKNOWN.replace("{}", "{key}")
    for meaning in (*codes.TABLE.values(), *codes.PREFIXES.values(), *(one for _, _, one in codes.PHRASES)):
        yield meaning.sentence
    yield from (one.sentence for one in (codes.RECONNECT, codes.UNKNOWN_CALL, codes.UNKNOWN_ROW))
    yield from (*codes.OAUTH.values(), *codes.GRANTS.values())
    yield from (one.text for one in (*exchange_errors.TABLE.values(), *exchange_errors.STATUS.values()))
    yield from (text for text in vars(shared_events).values() if isinstance(text, str) and text.endswith("."))
    yield from (text for text in vars(event_regarding).values() if isinstance(text, str) and text.endswith("."))
    yield from (shared_mails.GONE, shared_mails.KEPT, shared_mails.BINNED, shared_mails.NEVER_SENT)
    yield from (defects.DEFECT, previews.SWITCHED_OFF)


def test_each_kept_sentence_is_there_in_german() -> None:
    told = {text for text in _sentences() if "\n" not in text}
    assert len(told) > 150
    english = [text for text in told if in_german(_filled(text)) == _filled(text)]
    assert sorted(english) == []


def _raised(path: Path) -> Iterator[str]:
    """The literals that the connectors' errors tell: given at once, or by a name."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = [one for one in nodes if isinstance(one, ast.Call) and getattr(one.func, "id", "") in RAISED]
    given = [one.args[0] for one in calls if one.args]
    names = {one.id for one in given if isinstance(one, ast.Name)}
    assigned = [one for one in nodes if isinstance(one, ast.Assign)]
    given += [one.value for one in assigned if getattr(one.targets[0], "id", "") in names]
    for node in given:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _fits(template: str, text: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, template.split("{}"))), text, re.DOTALL) is not None


def test_each_sentence_of_the_connectors_is_there_in_german() -> None:
    paths = [*ROOT.glob("core/salesforce/*.py"), *ROOT.glob("core/exchange/*.py")]
    told = {text for path in paths for text in _raised(path)}
    told = {text for text in told if len(text.replace("{}", "").strip()) >= FEWEST}
    assert len(told) > 40
    known = [_bare(one) for one in KNOWN]
    unknown = [text for text in told if not any(_fits(one, text) or _fits(text, one) for one in known)]
    filled = [text.replace("{}", "7") for text in unknown]  # those of several sentences
    assert [text for text in filled if in_german(text) == text] == []


def test_each_sentence_says_the_same_in_german() -> None:
    for english, german in KNOWN.items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(german)), english
        assert in_german(_filled(english)) != _filled(english), english
    for english, german in FILLED_PHRASES.items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(german)), english
    assert all(PHRASES.values())


def test_each_field_has_a_german_name() -> None:
    labels = {one.label for kind in OBJECT_TYPES.values() for one in kind.fields.values()}
    assert labels | {"Address", "Code"} == set(LABELS)
    assert label_in_german("Salary__c") == "Salary__c"


@pytest.mark.parametrize(("english", "german"), COMPOSED.items())
def test_composed_sentences(english: str, german: str) -> None:
    assert in_german(english) == german


def test_the_rules_of_records_of_which_nothing_is_known() -> None:
    for kind in OBJECT_TYPES.values():
        told = why_live._rules(kind, Policy())
        assert in_german(told) != told
        assert "synchronised" not in in_german(told)
    assert in_german(why_live.PRIVATE) != why_live.PRIVATE


def test_hostile_names_cost_little() -> None:
    begun = time.process_time()
    for part in ("a. X rests: ", "Salesforce refused a call: ", "“x” of y cannot be “", "a: "):
        in_german(part * (300 // len(part)) + "b.")
    assert time.process_time() - begun < 5


def _german(user: User, path: str, **query: str) -> dict[str, object]:
    told = user.call("GET", path, params=query, headers={"Accept-Language": "de-AT,de;q=0.9"}).json()
    assert isinstance(told, dict)
    return told


def test_why_is_told_in_german(deployment: Deployment, user: User) -> None:
    address = f"ann{uuid4().hex[:8]}@customer.example"
    user.crm.add(LastName="Lee", FirstName="Ann", Email=address)
    sync(deployment, user)
    said = _german(user, "/sync/why", key=address)["sentences"]
    assert isinstance(said, list)
    assert said[0].startswith("Ann Lee wird abgeglichen (Outlook ")
    assert re.fullmatch(r"[\d-]{10} [\d:]{5} UTC, anlegen in Outlook, erledigt: Ann Lee steht auf der .*", said[1])
    assert user.get("/sync/why", key=address).json()["sentences"][0].startswith("Ann Lee is kept in step (Outlook ")
    preview = _german(user, "/sync/why", key="nobody at all")["sentences"]
    assert isinstance(preview, list)
    assert preview[0].startswith("Zu nobody at all ist nichts bekannt: ")


def test_an_issue_is_told_in_german(deployment: Deployment, user: User) -> None:
    off = {"task.enabled": False, "event.enabled": False, "email.enabled": False}
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).policy = off
    sync(deployment, user)
    address = f"ann{uuid4().hex[:8]}@customer.example"
    user.outlook.add("Salesforce Contacts", (), given_name="Ann", email_address_1=address)
    sync(deployment, user)
    items = _german(user, "/issues")["items"]
    assert isinstance(items, list)
    [issue] = items
    assert issue["field"]["label"] == "Nachname"
    assert issue["message"].endswith(
        "hat keinen Nachnamen, und Salesforce verlangt einen: Ergänzen Sie ihn in Outlook."
    )
    [english] = user.get("/issues").json()["items"]
    assert (english["field"]["label"], "has no last name" in english["message"]) == ("Last name", True)


def test_what_stopped_a_share_and_a_mailbox_is_told_in_german(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive("ann@customer.example", "Offer", "Hello")
    message_id = item.fields["internet_message_id"]
    wish = {"kind": "email", "item_id": item.ews_id, "message_id": message_id, "subject": "Offer"}
    share_id = user.post("/shares", wish).json()["id"]
    problem = "Salesforce answered with status 503 and no readable reason. It is tried again by itself."
    with deployment.parts.database.session() as session:
        session.get_one(ShareRow, share_id).problem = shared_mails.BINNED
        session.get_one(Mailbox, user.mailbox_id).problem = problem
    german = "Die E-Mail liegt in „Gelöschte Elemente“; verschieben Sie sie zurück, um sie zu teilen."
    assert _german(user, f"/shares/{share_id}")["problem"] == german
    assert user.get(f"/shares/{share_id}").json()["problem"] == shared_mails.BINNED
    told = "Salesforce antwortete mit dem Status 503 und ohne lesbaren Grund. Es wird von selbst erneut versucht."
    assert _german(user, "/sync/status")["problem"] == told
    assert user.get("/sync/status").json()["problem"] == problem
