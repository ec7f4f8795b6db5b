"""German: every text, date and number of the pane, and the sentences of the API."""

import re

from playwright.sync_api import expect

from tests.browser.axe import overflows
from tests.browser.conftest import OpenOffice
from tests.browser.screens import LONG, STRANGER, Stage
from tests.browser.tour import Tour
from tests.server.deployment import Deployment

ENGLISH = re.compile(r"\b(the|and|with|your|this|Share|Save|Search|Settings|people|Nothing)\b")


def test_texts_dates_and_numbers(office: OpenOffice, deployment: Deployment) -> None:
    tour = Tour("owa-mouse", deployment, office)
    account = tour.add("Account", Name="Silbersee GmbH")
    tour.add(FirstName="Sofia", LastName="Silber", Email=tour.address("sofia"), AccountId=account)
    facts = {"StageName": "Prospecting", "CloseDate": "2030-03-31", "Amount": 48_000, "AccountId": account}
    key = tour.add("Opportunity", Name=f"Lieferung {tour.key}", **facts)
    tour.user.outlook.mail.receive(tour.address("sofia"), "Lieferung", "Hallo")
    tour.open()
    tour.message("Lieferung")
    tour.open_pane()
    tour.tab("Settings")
    tour.hand.choose(tour.pane.locator("select").last, "Deutsch")
    expect(tour.heading("Optionen")).to_be_visible()
    for tab in ("Teilen", "Suchen", "Abgleich", "Optionen", "Personen"):
        tour.tab(tab)
        expect(tour.pane.locator("[aria-busy=true]")).to_have_count(0)
        found = tour.pane.get_by_role("main").inner_text()
        assert not ENGLISH.findall(found), found
    _amounts(tour, key)


def test_a_narrow_pane(office: OpenOffice, deployment: Deployment) -> None:
    """German words are longer."""
    opened = office(Stage(deployment, office).furnished())
    pane = opened.open_pane(STRANGER)
    pane.get_by_role("tab", name="Settings").click()
    pane.locator("select").last.select_option(label="Deutsch")
    opened.page.locator("iframe.addin-page").evaluate("frame => { frame.style.width = '320px' }")
    for tab in ("Optionen", "Abgleich", "Suchen", "Teilen", "Personen"):
        pane.get_by_role("tab", name=tab).click()
        expect(pane.locator("[aria-busy=true]")).to_have_count(0)
        assert not overflows(opened.pane_frame), tab
    for button in ("Kontakt anlegen", "Lead anlegen"):
        pane.get_by_role("tab", name="Personen").click()
        pane.get_by_role("button", name=button).click()
        expect(pane.get_by_label("Last Name")).to_have_value("New", timeout=LONG)
        assert not overflows(opened.pane_frame), button
        pane.get_by_role("button", name="Zurück").click()


def _amounts(tour: Tour, key: str) -> None:
    tour.press("button", f"Lieferung {tour.key}")
    for text in ("48.000,00", "31.03.2030"):
        expect(tour.said(text)).to_be_visible()
    tour.press("button", "Amount bearbeiten")
    amount = tour.pane.get_by_label("Amount", exact=True)
    tour.hand.write(amount, "viel")
    tour.press("button", "1 Änderung speichern")
    expect(amount).to_have_accessible_description(re.compile("Das ist keine Zahl. Schreiben Sie sie wie "))
    tour.hand.write(amount, "1.234,5")
    tour.press("button", "1 Änderung speichern")
    expect(tour.said("1.234,50")).to_be_visible()
    assert tour.user.crm.read(key, "Opportunity")["Amount"] == 1234.5
