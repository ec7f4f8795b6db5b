"""Mails as people end them, and what the form of a new contact is to be filled with."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """found: what is filled in; all else stays empty."""

    name: str
    shown: str
    address: str
    text: str
    found: dict[str, str] = field(default_factory=dict)


CASES = (
    Case(
        "title and company in one line, three numbers",
        "Jane Doe",
        "jane@acme-tools.com",
        "Hi,\n\nplease find it attached.\n\nBest regards,\nJane Doe\nHead of Sales, Acme Tools Inc.\n"
        "T +1 415 555 0100 | M +1 415 555 0199 | F +1 415 555 0101\nwww.acme-tools.com\n",
        {
            "first": "Jane",
            "last": "Doe",
            "title": "Head of Sales",
            "company": "Acme Tools Inc.",
            "phone": "+1 415 555 0100",
            "mobile": "+1 415 555 0199",
            "website": "www.acme-tools.com",
        },
    ),
    Case(
        "German, with a register, a tax number and a quoted mail",
        "von der Heide, Klaus",
        "k@mueller.example",
        "Guten Tag,\nanbei.\n\nMit freundlichen Grüßen\nDr. Klaus von der Heide\nLeiter Einkauf\n\n"
        "Müller Maschinenbau GmbH & Co. KG\nHauptstraße 12\n80331 München\nTel.: +49 (0)89 123456-78\n"
        "Mobil: 0171 1234567\nAmtsgericht München HRB 123456\nUSt-IdNr. DE123456789\n\n"
        "Von: x@y.example\n> Viele Grüße\n> Max\n> Tel. 0800 999999",
        {
            "first": "Klaus",
            "last": "von der Heide",
            "title": "Leiter Einkauf",
            "company": "Müller Maschinenbau GmbH & Co. KG",
            "phone": "+49 (0)89 123456-78",
            "mobile": "0171 1234567",
        },
    ),
    Case(
        "no name in the header, a host of private mail",
        "bob.smith@gmail.com",
        "bob.smith@gmail.com",
        "ok\n\nCheers",
        {"first": "Bob", "last": "Smith"},
    ),
    Case(
        "after two dashes, a bar between title and company",
        "Maria Garcia",
        "maria@globex.co.uk",
        "Hello\n-- \nMaria Garcia\nCEO | Globex\nmobile: (555) 123-4567\nOn Tue, 1 Jan 2026 at 10:00, X wrote:\n> a",
        {"first": "Maria", "last": "Garcia", "title": "CEO", "company": "Globex", "mobile": "(555) 123-4567"},
    ),
    Case(
        "no signature: dates are no telephone numbers, the company is the host's",
        "Ann Lee (Acme)",
        "ann@acme.com",
        "See you on 2026-11-22 at 10:00.\nOrder 1234567890 is on its way.",
        {"first": "Ann", "last": "Lee", "company": "Acme"},
    ),
    Case(
        "only the name below: no greeting",
        "Tom Baker",
        "tom@north-wind.example",
        "Can we talk?\n\nTom Baker\nPurchasing Manager\nNorth Wind Ltd\n+44 20 7946 0000",
        {
            "first": "Tom",
            "last": "Baker",
            "title": "Purchasing Manager",
            "company": "North Wind Ltd",
            "phone": "+44 20 7946 0000",
        },
    ),
    Case(
        "an address in the header, the name in the signature",
        "nell@newhall.example",
        "nell@newhall.example",
        "Hello,\n\nKind regards,\nNell New\nHead of Purchasing\nNewhall Ltd\nT +44 20 7946 0123",
        {
            "first": "Nell",
            "last": "New",
            "title": "Head of Purchasing",
            "company": "Newhall Ltd",
            "phone": "+44 20 7946 0123",
        },
    ),
    Case("one name only", "Madonna", "m@mail.example", "Thanks", {"last": "Madonna"}),
    Case(
        "honours are no names",
        "Prof. Dr. Jo Ann Smith",
        "jo@uni.example",
        "",
        {"first": "Jo Ann", "last": "Smith", "company": "Uni"},
    ),
    Case("an empty message", "", "info@x-y.example", "", {"last": "Info", "company": "X Y"}),
    Case(
        "a script for a name stays a text",
        "<script>alert(1)</script>",
        "a@b.example",
        "<img src=x onerror=alert(1)>",
        {"first": "<script>alert", "last": "</script>", "company": "B"},
    ),
)
