"""What a person does in a window that the pane opened: pages of Entra and Salesforce, by hand, to the end."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from tests.server.deployment import Deployment, User

PASSWORD = "Secret-123"


def message_of(deployment: Deployment, location: str) -> dict[str, str]:
    """What the last page tells the pane: it is in the fragment of our own page."""
    parts = urlsplit(location)
    assert f"{parts.scheme}://{parts.netloc}" == deployment.url, location
    assert parts.path == "/addin/dialog.html"
    return {name: values[0] for name, values in parse_qs(parts.fragment).items()}


def entra_window(deployment: Deployment, url: str, address: str) -> dict[str, str]:
    """Sign in to Entra as this user: the picker takes the address."""
    first = requests.get(url, allow_redirects=False, timeout=30)
    assert first.status_code == 302
    picker = first.headers["Location"]
    if "/addin/dialog.html" in picker:
        return message_of(deployment, picker)
    user = deployment.sandbox.microsoft.store.mailbox(address)
    picked = requests.post(picker, data={"user": user.id if user else ""}, allow_redirects=False, timeout=30)
    back = requests.get(picked.headers["Location"], allow_redirects=False, timeout=30)
    return message_of(deployment, back.headers["Location"])


def salesforce_window(
    deployment: Deployment, url: str, username: str, password: str, decision: str = "allow"
) -> dict[str, str]:
    """Sign in to Salesforce, allow or deny."""
    first = requests.get(url, allow_redirects=False, timeout=30)
    assert first.status_code == 302
    location = first.headers["Location"]
    if "/addin/dialog.html" in location:
        return message_of(deployment, location)
    browser = requests.Session()
    certificates = deployment.sandbox.certificates
    browser.verify = str(certificates.ca) if certificates else True
    page = browser.get(location, timeout=30)
    login = {"step": "login", "username": username, "password": password, "csrf": _csrf(page.text)}
    page = browser.post(location, data=login, allow_redirects=False, timeout=30)
    if page.status_code == 200:
        answer = {"step": "consent", "decision": decision, "csrf": _csrf(page.text)}
        page = browser.post(location, data=answer, allow_redirects=False, timeout=30)
    back = requests.get(urljoin(location, page.headers["Location"]), allow_redirects=False, timeout=30)
    return message_of(deployment, back.headers["Location"])


def connect(deployment: Deployment, user: User) -> None:
    """Give the mailbox a Salesforce connection of its own, as a user who is not named like the mailbox."""
    code = window_code(deployment, user)
    assert user.post("/connections/salesforce/finish", {"code": code}).status_code == 200


def window_code(deployment: Deployment, user: User) -> str:
    """What the window brings to the pane."""
    username, org = f"sf.{user.address}", deployment.sandbox.salesforce.org
    with org.lock:
        if org.user(username) is None:
            org.create_user(username=username, password=PASSWORD, email=user.address, first_name="U", last_name="V")
    url = user.post("/connections/salesforce/start").json()["url"]
    return salesforce_window(deployment, url, username, PASSWORD)["code"]


def _csrf(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None, html
    return found[1]
