"""The plain web pages: sign in, lists, and a record seen, edited, created and deleted."""

import random
import re
from html import unescape

import pytest
import requests

from sandbox.acting import SalesforceUser
from tests.sandbox.salesforce_face.conftest import ANN, BEN, PASSWORD, World
from tests.seeds import seed_of


class Browser:
    """A person at the pages: cookies, links and forms."""

    def __init__(self, world: World) -> None:
        self.world, self.session = world, requests.Session()
        self.session.mount("https://", world.session.get_adapter(world.url))

    def open(self, path: str) -> requests.Response:
        return self.session.get(self.world.url + path)

    def submit(self, page: requests.Response, **fields: str) -> requests.Response:
        """The first big form of a page with its present texts, these changed; follows where it leads."""
        form = page.text[page.text.rindex("<form", 0, page.text.rindex("csrf")) :]
        present = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
        present |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S))
        data = {name: unescape(text) for name, text in present.items()} | fields
        return self.session.post(page.url, data=data)

    def sign_in(self, username: str = ANN, path: str = "/") -> requests.Response:
        return self.submit(self.open(path), username=username, password=PASSWORD)


@pytest.fixture
def browser(world: World) -> Browser:
    made = Browser(world)
    made.sign_in()
    return made


def test_signing_in_leads_back_to_the_page_asked_for(world: World) -> None:
    browser = Browser(world)
    login = browser.open("/lightning/o/Contact/list?filterName=AllContacts")
    assert "/login?startURL=" in login.url
    assert "Please check your username" in browser.submit(login, username=ANN, password="no").text
    page = browser.submit(login, username=ANN, password=PASSWORD)
    assert page.url.endswith("/lightning/o/Contact/list?filterName=AllContacts")
    assert "Ann Example" in page.text


@pytest.mark.parametrize("start", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_never_leads_elsewhere(world: World, start: str) -> None:
    page = Browser(world).sign_in(path=f"/login?startURL={start}")
    assert page.url == f"{world.url}/"


def test_start_page_and_log_out(browser: Browser) -> None:
    page = browser.open("/")
    assert "Good to see you, Ann" in page.text
    assert "/lightning/o/Opportunity/list" in page.text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    assert browser.session.post(f"{browser.world.url}/logout", data={"csrf": csrf}).url.endswith("/login")
    assert "/login" in browser.open("/").url


def people_in(page: requests.Response) -> list[str]:
    return re.findall(r">(Person\d+)<", page.text)


def test_a_list_its_text_search_and_its_pages(world: World, browser: Browser) -> None:
    for number in range(55):
        world.salesforce.org.as_user(world.users[ANN]).insert("Contact", {"LastName": f"Person{number:02}"})
    page = browser.open("/lightning/o/Contact/list")
    assert "55 Contacts, page 1 of 2" in page.text
    assert ("selected>My Contacts</option>" in page.text, ">All Contacts</option>" in page.text) == (True, True)
    assert people_in(page) == [f"Person{number:02}" for number in range(50)]
    second = browser.open("/lightning/o/Contact/list?page=2")
    assert people_in(second) == [f"Person{number:02}" for number in range(50, 55)]
    found = browser.open("/lightning/o/Contact/list?q=person07")
    assert (people_in(found), ">1 Contact<" in found.text) == (["Person07"], True)
    assert "Nothing in this list" in browser.open("/lightning/o/Contact/list?q=nobody").text
    assert browser.open("/lightning/o/Nope/list").status_code == 404


def test_create_edit_and_delete(world: World, browser: Browser) -> None:
    account = world.call("POST", "sobjects/Account", json={"Name": "Acme & Söhne"}).json()["id"]
    new = browser.open("/lightning/o/Contact/new")
    page = browser.submit(new, LastName="<b>Müller</b>", AccountId="Acme & Söhne", Description="one\r\ntwo")
    assert re.search(r"/lightning/r/Contact/003\w{15}/view$", page.url), page.text
    assert "&lt;b&gt;Müller&lt;/b&gt;" in page.text
    assert f"/lightning/r/Account/{account}/view" in page.text
    where = page.url.removeprefix(world.url).removesuffix("view")
    record_id = where.split("/")[4]
    row = world.get(f"sobjects/Contact/{record_id}").json()
    assert (row["LastName"], row["AccountId"], row["Description"]) == ("<b>Müller</b>", account, "one\ntwo")
    edit = browser.open(where + "edit")
    assert browser.submit(edit, FirstName="Zoë").url == page.url
    assert world.get(f"sobjects/Contact/{record_id}").json()["FirstName"] == "Zoë"
    gone = browser.submit(browser.open(where + "delete"))
    assert gone.url.endswith("/lightning/o/Contact/list")
    assert world.get(f"sobjects/Contact/{record_id}").status_code == 404
    assert browser.open(where + "view").status_code == 404


def test_saving_without_a_change_writes_nothing(world: World, browser: Browser) -> None:
    made = world.contact("A", FirstName="B", Birthdate="1980-02-03", Description="one\ntwo", Email="a@example.com")
    before = world.get(f"sobjects/Contact/{made}").json()["SystemModstamp"]
    world.clock.advance(minutes=1)
    browser.submit(browser.open(f"/lightning/r/Contact/{made}/edit"))
    assert world.get(f"sobjects/Contact/{made}").json()["SystemModstamp"] == before


def test_times_are_typed_in_the_users_zone(world: World, browser: Browser) -> None:
    new = browser.open("/lightning/o/Event/new")
    page = browser.submit(new, Subject="Lunch", StartDateTime="2026-11-21T12:00", DurationInMinutes="60")
    assert "21 Nov 2026, 12:00" in page.text
    (row,) = world.query("SELECT StartDateTime FROM Event")["records"]
    assert row["StartDateTime"] == "2026-11-21T11:00:00.000+0000"


def test_refusals_are_shown_at_their_field(world: World, browser: Browser) -> None:
    new = browser.open("/lightning/o/Contact/new")
    page = browser.submit(new, FirstName="A", LastName="")
    assert page.status_code == 422
    assert 'id="LastName-error"' in page.text
    assert 'value="A"' in page.text
    page = browser.submit(new, LastName="A", AccountId="Nobody", Email="x")
    assert "No Account is named “Nobody”" in page.text
    world.salesforce.org.add_validation_rule("Contact", "Rule", "LastName = 'Bad'", "Not this one")
    page = browser.submit(new, LastName="Bad")
    assert "Not this one" in page.text


def test_forms_from_elsewhere_are_refused(world: World, browser: Browser) -> None:
    made = world.contact()
    for action in ("edit", "delete"):
        reply = browser.session.post(f"{world.url}/lightning/r/Contact/{made}/{action}", data={"LastName": "X"})
        assert reply.status_code == 400
    assert world.get(f"sobjects/Contact/{made}").json()["LastName"] == "Müller"


def test_pages_obey_rights_and_carry_a_policy(world: World) -> None:
    made = world.contact()
    world.salesforce.org.set_sharing("Contact", "Private")
    browser = Browser(world)
    browser.sign_in(BEN)
    page = browser.open(f"/lightning/r/Contact/{made}/view")
    assert page.status_code == 404
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert browser.open("/_pages/style.css").headers["Content-Type"].startswith("text/css")
    assert browser.open("/nope").status_code == 404


TEXTS = [
    "",
    "x",
    "é\u0000",
    "1e999",
    "nan",
    "-1",
    "3",
    "on",
    "0001-01-01T00:00",
    "2026-11-21T10:00",
    "9999-12-31",
    "a'b\\",
]
PLACES = ["Contact", "Account", "Event", "Task", "Opportunity", "Case", "User", "ListView", "Nope", "%00"]


def test_random_forms_never_break_a_page(world: World, browser: Browser) -> None:
    seed = seed_of("pages")
    dice = random.Random(seed)
    fields = {name: world.get(f"sobjects/{name}/describe").json()["fields"] for name in PLACES[:7]}
    csrf = re.findall(r'name="csrf" value="([^"]+)"', browser.open("/").text)[0]
    for _ in range(120):
        name = dice.choice(PLACES)
        known = [field["name"] for field in fields.get(name, [])] or ["Name"]
        data = {key: dice.choice(TEXTS) for key in dice.sample(known, min(len(known), dice.randint(0, 6)))}
        where = dice.choice([f"/lightning/o/{name}/new", f"/lightning/o/{name}/list", f"/lightning/r/{name}/x/view"])
        told = f"seed {seed}: {where} {data}"
        assert browser.session.post(world.url + where, data=data | {"csrf": csrf}).status_code < 500, told
        query = {"page": dice.choice(TEXTS), "q": dice.choice(TEXTS), "filterName": dice.choice(TEXTS)}
        assert browser.session.get(world.url + where, params=query).status_code < 500, told


def test_related_lists_and_downloads(world: World, browser: Browser) -> None:
    person = SalesforceUser(world.salesforce.org, ANN)
    account = person.add("Account", Name="Acme")
    contact = world.contact("Zoë", AccountId=account, Email="z@example.com")
    task = person.add("Task", Subject="<i>Ring</i>", WhoId=contact, WhatId=account, ActivityDate="2026-11-30")
    event = person.schedule("Plan", "2026-11-23T10:00:00Z", 60, WhoId=contact)
    person.invite(event, world.users[BEN])
    SalesforceUser(world.salesforce.org, BEN).answer(event, "Accepted", "Coming")
    person.add("EmailMessage", Subject="Hello", Status="3", ToIds=[contact], RelatedToId=account)
    person.upload("../a<b>.txt", b"<script>", contact)
    page = browser.open(f"/lightning/r/Contact/{contact}/view").text
    for text in ("&lt;i&gt;Ring&lt;/i&gt;", "30 Nov 2026", "Plan", "23 Nov 2026, 11:00", "Email: Hello", "a&lt;b&gt;"):
        assert text in page, text
    assert f"/lightning/r/Task/{task}/view" in page
    assert "Email: Hello" in browser.open(f"/lightning/r/Account/{account}/view").text
    page = browser.open(f"/lightning/r/Event/{event}/view").text
    assert "Invitees" in page and "Ben Example" in page and "Coming" in page
    assert ">Plan</a>" in browser.open("/").text, "a record that was looked at goes by its name"
    assert ">Completed<" not in browser.open(f"/lightning/r/Task/{task}/view").text
    person.complete(task)
    assert ">Completed<" in browser.open(f"/lightning/r/Task/{task}/view").text
    where = re.findall(r'href="(/sfc/[^"]+)"', browser.open(f"/lightning/r/Contact/{contact}/view").text)[0]
    reply = browser.open(where)
    assert (reply.content, reply.headers["Content-Type"]) == (b"<script>", "application/octet-stream")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert browser.open("/sfc/servlet.shepherd/version/download/068x").status_code == 400
    assert "/login" in Browser(world).open(where).url
    world.salesforce.org.set_feature("enhanced_email", on=False)
    assert "Emails" not in browser.open(f"/lightning/r/Contact/{contact}/view").text
    assert "23 Nov 2026, 11:00" in browser.open("/lightning/o/Event/list").text


def test_a_warning_of_duplicates_lets_pass(world: World, browser: Browser) -> None:
    world.salesforce.org.add_duplicate_rule("Contact", "Same_Email", [["Email"]], action="Allow")
    world.contact("Zoë", Email="z@example.com")
    page = browser.submit(browser.open("/lightning/o/Contact/new"), LastName="Again", Email="z@example.com")
    assert page.url.endswith("/view")
    assert "Again" in re.findall(r"<h1[^>]*>(.*?)</h1>", page.text, re.S)[0]
    assert len(world.query("SELECT Id FROM Contact WHERE Email = 'z@example.com'")["records"]) == 2


def test_numbers_are_shown_as_people_read_them(world: World, browser: Browser) -> None:
    world.salesforce.org.add_field("Opportunity", "Tags", "multipicklist", picklistValues=["A", "B"])
    person = SalesforceUser(world.salesforce.org, ANN)
    facts = {"StageName": "Qualification", "CloseDate": "2026-11-30", "Tags__c": "A;B"}
    deal = person.add("Opportunity", Name="Boats", Amount=64_080, Probability=10, **facts)
    for path in (f"/lightning/r/Opportunity/{deal}/view", "/lightning/o/Opportunity/list"):
        page = browser.open(path).text
        assert "64,080.00" in page
        assert "64080" not in page
    page = browser.open(f"/lightning/r/Opportunity/{deal}/view").text
    assert ">10%<" in page and ">A; B<" in page
    assert 'value="64080"' in browser.open(f"/lightning/r/Opportunity/{deal}/edit").text, "as it is typed"
