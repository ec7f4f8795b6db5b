"""What the user does with the phone in a day, kind by kind. At each `yield` a run goes by in the background.

All stories are told at once: their n-th parts happen before the same run.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.phone.things import CATEGORY, HOME, ZONE, all_called, starts, the
from tests.phone.world import World

Story = Iterator[None]
CONTACTS, TASKS, EMAILS = "Salesforce Contacts", "Salesforce Tasks", "Salesforce Emails"
# A folder of the user's own.
PROJECT = "Project"
CUSTOMER = "mary@customer.example"


def contacts(world: World) -> Story:
    phone, crm = world.phone, world.crm
    crm.add("Contact", FirstName="Mary", LastName="Customer", Email=CUSTOMER)
    yield
    assert CONTACTS in phone.places("contact"), "the folder is there after the first run"
    assert the(phone, "contact", "Customer").place == CONTACTS
    phone.add("contact", CONTACTS, first_name="Ida", last_name="Made", email="ida@x.example")
    for name in ("Moved", "Marked", "Private"):
        phone.add("contact", HOME, first_name="Ib", last_name=name, email=f"{name.lower()}@x.example")
    phone.move(the(phone, "contact", "Moved"), CONTACTS)
    phone.change(the(phone, "contact", "Marked"), categories={"Friends", CATEGORY})
    yield
    for name in ("Made", "Moved", "Marked"):
        seen = the(phone, "contact", name)
        assert (seen.place, CATEGORY in seen.categories) == (CONTACTS, True), seen
        assert crm.the("Contact", LastName=name)["Email"] == seen.fields["email"]
    assert the(phone, "contact", "Marked").categories == {"Friends", CATEGORY}
    assert (the(phone, "contact", "Private").place, crm.rows("Contact", LastName="Private")) == (HOME, [])
    phone.change(the(phone, "contact", "Made"), mobile="+47 1")
    phone.change(the(phone, "contact", "Customer"), first_name="Maria")
    yield
    assert crm.the("Contact", LastName="Made")["MobilePhone"] == "+47 1"
    assert crm.the("Contact", LastName="Customer")["FirstName"] == "Maria"
    phone.change(the(phone, "contact", "Moved"), categories=set())
    phone.move(the(phone, "contact", "Moved"), HOME)
    crm.edit("Contact", crm.the("Contact", LastName="Made")["Id"], MobilePhone="+47 2")
    yield
    assert the(phone, "contact", "Made").fields["mobile"] == "+47 2"
    assert (the(phone, "contact", "Moved").place, the(phone, "contact", "Moved").categories) == (HOME, set())
    phone.change(the(phone, "contact", "Moved"), first_name="Ibsen")
    crm.edit("Contact", crm.the("Contact", LastName="Moved")["Id"], MobilePhone="+47 3")
    yield
    left = the(phone, "contact", "Moved")
    assert (left.place, left.fields["mobile"]) == (HOME, None), "it is left alone"
    assert crm.the("Contact", LastName="Moved")["FirstName"] == "Ib"


def tasks(world: World) -> Story:
    phone, crm, today = world.phone, world.crm, datetime.now(ZONE).date()
    crm.add("Task", Subject="Renew", ActivityDate=str(_in(9)), WhoId=crm.the("Contact", Email=CUSTOMER)["Id"])
    yield
    assert TASKS in phone.places("task"), "the list is there after the first run"
    renew = the(phone, "task", "Renew")
    assert (renew.place, renew.fields["due"]) == (TASKS, _in(9))
    assert "Customer" in renew.fields["notes"]
    phone.add("task", TASKS, subject="Call", due=_in(2))
    phone.add("task", HOME, subject="Offer", due=_in(3))
    phone.add("task", HOME, subject="Plants", due=today)
    phone.change(the(phone, "task", "Offer"), categories={"Offers", CATEGORY})
    yield
    for title, due in (("Call", _in(2)), ("Offer", _in(3))):
        assert crm.the("Task", Subject=title)["ActivityDate"] == str(due)
    assert the(phone, "task", "Offer").categories == {"Offers", CATEGORY}
    assert (the(phone, "task", "Plants").place, crm.rows("Task", Subject="Plants")) == (HOME, [])
    phone.change(the(phone, "task", "Offer"), done=True)
    phone.change(the(phone, "task", "Call"), due=_in(5))
    yield
    assert crm.the("Task", Subject="Offer")["Status"] == "Completed"
    assert crm.the("Task", Subject="Call")["ActivityDate"] == str(_in(5))
    assert the(phone, "task", "Offer").fields["done"], "completed and still in sight"
    _take_out_task(world, "Offer", {"Offers"})
    crm.edit("Task", crm.the("Task", Subject="Call")["Id"], ActivityDate=str(_in(6)), Subject="Call Ida")
    crm.edit("Task", crm.the("Task", Subject="Renew")["Id"], Status="Completed")
    yield
    assert the(phone, "task", "Call Ida").fields["due"] == _in(6)
    assert the(phone, "task", "Renew").fields["done"]
    crm.edit("Task", crm.the("Task", Subject="Offer")["Id"], Subject="Offer of Monday")
    yield
    left = the(phone, "task", "Offer")
    assert (left.place, left.categories) == (HOME, {"Offers"}), "it is left alone"
    crm.the("Task", Subject="Offer of Monday")


def events(world: World) -> Story:
    phone, crm, ten = world.phone, world.crm, [_at(7 + 7 * week, 10) for week in range(4)]
    crm.add("Event", Subject="Review", StartDateTime=_at(8, 15).isoformat(), DurationInMinutes=30)
    yield
    review = the(phone, "event", "Review")
    assert (review.fields["start"], review.categories) == (_at(8, 15), {CATEGORY})
    phone.add("event", HOME, subject="Lunch", start=_at(9, 12), end=_at(9, 13), location="Rome")
    phone.add("event", HOME, subject="Dentist", start=_at(9, 15), end=_at(9, 16))
    phone.add("event", HOME, subject="Rounds", start=ten[0], end=ten[0] + timedelta(hours=1), weekly=4)
    for title in ("Lunch", "Rounds"):
        phone.change(the(phone, "event", title), categories={CATEGORY})
    yield
    assert (crm.starts("Lunch"), crm.starts("Rounds"), crm.starts("Dentist")) == ([_at(9, 12)], ten, [])
    rows = crm.rows("Event", "StartDateTime", Subject="Rounds")
    _, second, third, _ = phone.occurrences("Rounds")
    phone.change(second, start=ten[1] + timedelta(hours=5), end=ten[1] + timedelta(hours=6))
    phone.delete(third)
    phone.change(the(phone, "event", "Lunch"), location="Oslo")
    phone.change(the(phone, "event", "Review"), start=_at(8, 16), end=_at(8, 17))
    yield
    left = [ten[0], ten[1] + timedelta(hours=5), ten[3]]
    assert crm.starts("Rounds") == left
    now = [row["Id"] for row in crm.rows("Event", "StartDateTime", Subject="Rounds")]
    assert now == [rows[0]["Id"], rows[1]["Id"], rows[3]["Id"]], "each occurrence keeps its record"
    assert crm.the("Event", Subject="Lunch")["Location"] == "Oslo"
    assert crm.starts("Review") == [_at(8, 16)]
    phone.change(the(phone, "event", "Lunch"), categories=set())
    crm.edit("Event", now[1], Location="Ward 7")
    crm.edit("Event", crm.the("Event", Subject="Review")["Id"], StartDateTime=_at(8, 9).isoformat())
    yield
    seen = phone.occurrences("Rounds")
    assert (starts(seen), [one.fields["location"] for one in seen]) == (left, [None, "Ward 7", None])
    assert the(phone, "event", "Review").fields["start"] == _at(8, 9)
    crm.edit("Event", crm.the("Event", Subject="Lunch")["Id"], Location="Paris")
    yield
    lunch = the(phone, "event", "Lunch")
    assert (lunch.fields["location"], lunch.categories) == ("Oslo", set()), "it is left alone"


def emails(world: World) -> Story:
    phone, crm = world.phone, world.crm
    for subject in ("Marked", "Moved", "Copied", "Private", "Sorted"):
        world.receive(CUSTOMER, subject)
    world.add_mail_folder(PROJECT)
    yield
    assert EMAILS in phone.places("mail"), "the folder is there after the first run"
    phone.change(the(phone, "mail", "Marked"), categories={CATEGORY})
    phone.move(the(phone, "mail", "Moved"), EMAILS)
    phone.copy(the(phone, "mail", "Copied"), EMAILS)
    phone.move(the(phone, "mail", "Sorted"), PROJECT)
    phone.change(the(phone, "mail", "Sorted"), categories={CATEGORY})
    yield
    mary = crm.the("Contact", Email=CUSTOMER)["Id"]
    for subject in ("Marked", "Moved", "Copied", "Sorted"):
        filed = crm.the("EmailMessage", Subject=subject)
        relation = crm.the("EmailMessageRelation", EmailMessageId=filed["Id"], RelationType="FromAddress")
        assert relation["RelationId"] == mary
    assert crm.rows("EmailMessage", Subject="Private") == []
    assert the(phone, "mail", "Marked").place == HOME
    assert CATEGORY in the(phone, "mail", "Moved").categories
    assert len(all_called(phone, "mail", "Copied")) == 2
    phone.change(the(phone, "mail", "Marked"), read=True, categories={"Later", CATEGORY})
    phone.move(the(phone, "mail", "Marked"), PROJECT)
    phone.change(the(phone, "mail", "Sorted"), categories=set())
    yield
    crm.the("EmailMessage", Subject="Marked")
    assert crm.rows("EmailMessage", Subject="Sorted") == []
    assert the(phone, "mail", "Marked").categories == {"Later", CATEGORY}
    phone.change(the(phone, "mail", "Marked"), categories={"Later"})
    phone.move(the(phone, "mail", "Moved"), HOME)
    (copied,) = [mail for mail in all_called(phone, "mail", "Copied") if mail.place == EMAILS]
    phone.delete(copied)
    yield
    assert crm.rows("EmailMessage", Subject="Marked") == []
    assert crm.rows("EmailMessage", Subject="Moved") == []
    assert the(phone, "mail", "Marked").categories == {"Later"}
    assert (the(phone, "mail", "Moved").place, the(phone, "mail", "Moved").categories) == (HOME, set())
    crm.the("EmailMessage", Subject="Copied")


def _take_out_task(world: World, title: str, categories: set[str]) -> None:
    """Without its category, and out of the folder into which Exchange Server's tasks with the category are moved."""
    world.phone.change(the(world.phone, "task", title), categories=categories)
    task = the(world.phone, "task", title)
    if task.place == TASKS:
        world.phone.move(task, HOME)


def _in(days: int) -> date:
    return datetime.now(ZONE).date() + timedelta(days=days)


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(_in(days), time(hour), ZONE)
