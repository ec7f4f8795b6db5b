"""The believable people and companies of the demo: accents, long names, name-sakes, and duplicates waiting to happen.

Everything is made up; addresses use the reserved domain `.example` and phone numbers the ranges set aside for fiction.
"""

import random
from typing import Any

SEED = 1994

COMPANIES = [
    # name, domain, city, state, postal code, country, street, phone prefix
    ("Nordwind Logistik GmbH", "nordwind", "Hamburg", "Hamburg", "20457", "Germany", "Am Sandtorkai 30", "+49 40 66969"),
    ("Nordwind Spedition", "nordwind-spedition", "Bremen", "Bremen", "28195", "Germany", "Schlachte 12", "+49 421 55501"),
    ("Müller & Söhne KG", "mueller-soehne", "Köln", "NRW", "50667", "Germany", "Hohe Straße 77", "+49 221 4710"),
    ("L'Atelier des Lumières", "atelier-lumieres", "Paris", "Île-de-France", "75011", "France", "38 rue Saint-Maur", "+33 1 99 00"),
    ("Crédit Montagnard", "credit-montagnard", "Grenoble", "Isère", "38000", "France", "5 place Grenette", "+33 4 65 71"),
    ("Ōsaka Robotics K.K.", "osaka-robotics", "Ōsaka", "Ōsaka", "530-0001", "Japan", "1-1-3 Umeda, Kita-ku", "+81 6 0000"),
    ("Åkerlund & Björk AB", "akerlund-bjork", "Malmö", "Skåne", "211 20", "Sweden", "Stortorget 9", "+46 40 633"),
    ("Zażółć Software sp. z o.o.", "zazolc", "Kraków", "Małopolska", "31-042", "Poland", "Rynek Główny 12", "+48 12 000"),
    ("Fjord & Fell Outfitters", "fjordfell", "Bergen", "Vestland", "5003", "Norway", "Bryggen 5", "+47 55 00"),
    ("O'Shaughnessy Legal LLP", "oshaughnessy", "Dublin", "Leinster", "D02 X285", "Ireland", "12 Merrion Square", "+353 1 020"),
    ("Hudson Vale Hospital", "hudsonvale", "Poughkeepsie", "NY", "12601", "United States", "200 Mill Street", "+1 845 555"),
    ("Hudson", "hudson-co", "Albany", "NY", "12207", "United States", "41 State Street", "+1 518 555"),
    ("Ελιά Foods A.E.", "elia-foods", "Θεσσαλονίκη", "Macedonia", "546 24", "Greece", "Αριστοτέλους 7", "+30 2310 000"),
    ("Rheinische Gesellschaft für angewandte Werkstoffwissenschaften und Oberflächentechnik mbH", "rgwo",
     "Düsseldorf", "NRW", "40213", "Germany", "Kasernenstraße 24", "+49 211 30104"),
]  # fmt: skip

FIRST = (
    "Anaïs Björn Chloé Dariusz Élodie Fionnuala Grzegorz Håkon Ingeborg José-María Kenji Łucja Małgorzata Niamh Øyvind "
    "Paweł Renée Søren Thérèse Ursula Véronique Wolfgang Xenia Yūko Zoë Ángel Μαρία Siân Jean-Baptiste Amélie-Sophie "
    "Cathal Dörte Emre Françoise Günther Hélène İpek Jürgen Katarzyna Léa"
).split()
LAST = (
    "Müller-Lüdenscheidt O'Shaughnessy Åkerlund Nowak-Jabłońska Ó'Súilleabháin García-Márquez Lefèvre Tanaka Bjørnstad "
    "Van-der-Meer Papadopoulos Świątek D'Alembert Öztürk Weiß Grønkjær MacGiolla-Phádraig Yamamoto Dvořák Ferreira "
    "Schönbächler Nguyễn Ramírez Kjærgaard Brontë Łukasiewicz St.-John Hägglund Ivanović Delacroix"
).split()
TITLES = [
    "Head of Purchasing", "Managing Director", "Leiterin Einkauf", "Directrice générale adjointe", "Project Engineer",
    "Key Account Manager", "Office Manager", "Chief Technology Officer", "Consultant", "Quality Assurance Lead",
]  # fmt: skip
DEPARTMENTS = ["Purchasing", "Management", "Engineering", "Sales", "Administration", "IT", "Legal"]
NOTES = [
    None,
    None,
    "Met at the spring fair.\nPrefers calls before ten.",
    "Speaks French and German.\n\nAsk about the Kraków project in autumn.",
    "Vegetarian. Two children; the older one has just started school.",
]


def accounts() -> list[dict[str, Any]]:
    """The companies as Salesforce accounts."""
    return [
        {"Name": name, "Website": f"https://www.{domain}.example", "BillingCity": city, "BillingCountry": country}
        for name, domain, city, _state, _code, country, _street, _phone in COMPANIES
    ]


def contacts(count: int = 150, seed: int = SEED) -> list[dict[str, Any]]:
    """People in the words of Salesforce's Contact, `Company` naming the account; the same for the same seed."""
    rng = random.Random(seed)
    people: list[dict[str, Any]] = []
    taken: set[tuple[str, str]] = set()
    while len(people) < count:
        first, last = rng.choice(FIRST), rng.choice(LAST)
        if (first, last) in taken and len(taken) < len(FIRST) * len(LAST) // 2:
            continue
        taken.add((first, last))
        people.append(_person(rng, first, last, len(people)))
    return people


def _person(rng: random.Random, first: str, last: str, number: int) -> dict[str, Any]:
    name, domain, city, state, code, country, street, prefix = rng.choice(COMPANIES)
    person: dict[str, Any] = {
        "FirstName": first,
        "LastName": last,
        "Title": rng.choice(TITLES),
        "Department": rng.choice(DEPARTMENTS),
        "Company": name,
        "Phone": f"{prefix} {number:03d}",
        "MailingStreet": street,
        "MailingCity": city,
        "MailingState": state,
        "MailingPostalCode": code,
        "MailingCountry": country,
        "Email": f"p{number:04d}.{_ascii(last)}@{domain}.example",
    }
    if number % 3 == 0:
        person["MobilePhone"] = f"{prefix} 9{number:03d}"
    if number % 7 == 0:
        person["Birthdate"] = f"{1955 + number % 45}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    if number % 11 == 0:
        del person["Email"]  # no natural key but the name
    if note := rng.choice(NOTES):
        person["Description"] = note
    return person


def _ascii(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum()) or "x"
