"""Calls of the OAuth endpoints, as a client and its browser make them."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding

from tests.sandbox.salesforce_face.conftest import ANN, PASSWORD, REDIRECT, SECRET, World

PEM = Encoding.PEM
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # the pair of RFC 7636, appendix B
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def authorize(world: World, **changes: str) -> requests.Response:
    asked = {
        "response_type": "code",
        "client_id": "CID",
        "redirect_uri": REDIRECT,
        "scope": "api refresh_token",
        "state": "s&1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return world.session.get(f"{world.url}/services/oauth2/authorize", params=asked | changes, allow_redirects=False)


def post_form(world: World, page: requests.Response, **fields: str) -> requests.Response:
    """Fill the form of a page: its hidden fields and these."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    data = {name: unescape(value) for name, value in hidden.items()} | fields
    return world.session.post(page.url, data=data, allow_redirects=False)


def code_of(world: World, username: str = ANN, **changes: str) -> str:
    """Through login and consent as a person would."""
    answer = authorize(world, **changes)
    if answer.status_code == 200:
        answer = post_form(world, answer, username=username, password=PASSWORD)
    if answer.status_code == 200:
        answer = post_form(world, answer, decision="allow")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s&1"], query
    return query["code"][0]


def token(world: World, **form: str) -> requests.Response:
    return world.session.post(f"{world.url}/services/oauth2/token", data=form)


def exchange(world: World, **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": "CID",
        "client_secret": SECRET,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    } | changes
    return token(world, **(form if "code" in form else form | {"code": code_of(world)}))


def refused(reply: requests.Response, error: str, description: str) -> None:
    assert (reply.status_code, reply.json()) == (400, {"error": error, "error_description": description})
