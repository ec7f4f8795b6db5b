"""Unmodified msal and requests against the sandbox's Entra: three grants, real tokens, Entra's errors."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import msal
import pytest

from sandbox.microsoft.tokens import InvalidToken
from tests.certificates import self_signed
from tests.sandbox.microsoft_graph.conftest import ANNA, ROLES, SECRET, World

GRAPH_DEFAULT = ["https://graph.microsoft.com/.default"]
CALLBACK = "http://localhost:9/callback"


def _client(world: World, credential: Any, client_id: str | None = None) -> Any:
    return msal.ConfidentialClientApplication(
        client_id or world.client_id,
        authority=f"{world.url}/{world.microsoft.entra.tenant_id}",
        client_credential=credential,
        instance_discovery=False,
        verify=world.ca,
    )


def _pick(world: World, url: str, user: str) -> dict[str, str]:
    """What a browser does: show the picker, press a user's button, follow back to the app."""
    page = world.session.get(url, timeout=20)
    assert page.status_code == 200, page.text
    assert "Pick an account" in page.text
    button = re.search(rf'value="([\w-]+)"><strong>[^<]*</strong><br><small>{re.escape(user)}<', page.text)
    assert button is not None
    answer = world.session.post(url, data={"user": button[1]}, allow_redirects=False, timeout=20)
    if "response_mode=form_post" in url:
        assert f'action="{CALLBACK}"' in answer.text
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert answer.status_code == 302, answer.text
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_a_token_for_a_secret_opens_graph_and_carries_what_entra_puts_in(world: World) -> None:
    result = _client(world, SECRET).acquire_token_for_client(GRAPH_DEFAULT)
    assert result["token_type"] == "Bearer"
    assert result["expires_in"] == 3599
    keys = world.session.get(f"{world.url}/{world.microsoft.entra.tenant_id}/discovery/v2.0/keys", timeout=20).json()
    key = jwt.PyJWK(keys["keys"][0])
    options: Any = {"verify_exp": False}
    claims = jwt.decode(
        result["access_token"], key, algorithms=["RS256"], audience="https://graph.microsoft.com", options=options
    )
    assert claims["iss"] == f"{world.url}/{claims['tid']}/v2.0"
    assert claims["appid"] == claims["azp"] == world.client_id
    assert set(claims["roles"]) == set(ROLES)
    assert claims["nbf"] <= claims["iat"] < claims["exp"]
    assert "scp" not in claims
    world.token = result["access_token"]
    assert world.get(f"users/{ANNA}/contacts")["value"] == []
    logged = [(c.operation, c.target) for c in world.microsoft.calls.list("entra")]
    assert ("GET openid-configuration", "") in logged
    assert ("POST token [client_credentials]", world.client_id) in logged


def test_a_certificate_proves_the_app_too(world: World) -> None:
    signed = self_signed()
    app = world.microsoft.entra.register_app("By certificate", certificate=signed.pem, roles=["Contacts.Read"])
    good = {"private_key": signed.key_pem, "thumbprint": signed.thumbprint}
    result = _client(world, good, app.client_id).acquire_token_for_client(GRAPH_DEFAULT)
    assert "access_token" in result, result
    modern = {"private_key": signed.key_pem, "public_certificate": signed.pem}
    assert "access_token" in _client(world, modern, app.client_id).acquire_token_for_client(GRAPH_DEFAULT)
    wrong = _client(world, good, world.client_id).acquire_token_for_client(GRAPH_DEFAULT)
    assert wrong["error"] == "invalid_client"
    assert wrong["error_codes"] == [700027]


@pytest.mark.parametrize("mode", ["query", "form_post"])
@pytest.mark.filterwarnings("ignore:response_mode")
def test_a_user_signs_in_with_code_and_pkce_and_the_session_is_refreshed(world: World, mode: str) -> None:
    client = _client(world, SECRET)
    scopes = ["Contacts.ReadWrite", "User.Read"]
    flow = client.initiate_auth_code_flow(scopes, redirect_uri=CALLBACK, response_mode=mode)
    assert "code_challenge=" in flow["auth_uri"]
    # msal checks the id token's times against this machine's clock.
    world.microsoft.clock.set(datetime.now(UTC))
    result = client.acquire_token_by_auth_code_flow(flow, _pick(world, flow["auth_uri"], ANNA))
    assert "access_token" in result, result
    assert result["id_token_claims"]["preferred_username"] == ANNA
    world.token = result["access_token"]
    assert world.get("me")["mail"] == ANNA
    world.post("me/contacts", {"givenName": "Zoë"})
    assert world.error(403, "GET", "users/ben.ito@contoso.test/contacts") == "ErrorAccessDenied"
    assert world.error(403, "GET", "me/outlook/masterCategories") == "ErrorAccessDenied"
    again = client.acquire_token_silent(
        ["Contacts.ReadWrite", "User.Read"], account=client.get_accounts()[0], force_refresh=True
    )
    assert again["access_token"] != result["access_token"]
    world.microsoft.entra.revoke_user(result["id_token_claims"]["oid"])
    refused = client.acquire_token_by_refresh_token("1.Anonsense", ["User.Read"])
    assert refused["error"] == "invalid_grant"


def _token(world: World, **form: str) -> tuple[int, dict[str, Any]]:
    url = f"{world.url}/{world.microsoft.entra.tenant_id}/oauth2/v2.0/token"
    answer = world.session.post(url, data=form, timeout=20)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"grant_type": "client_credentials", "client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, 401, "invalid_client", 7000218),
        ({"scope": "Contacts.ReadWrite"}, 400, "invalid_scope", 1002012),
        ({"client_assertion": "a.b.c"}, 400, "invalid_request", 900144),
        ({"grant_type": "authorization_code", "code": "x"}, 400, "invalid_grant", 9002313),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant", 9002313),
    ],
)
def test_entras_errors_have_its_shape_and_numbers(
    world: World, form: dict[str, str], status: int, error: str, number: int
) -> None:
    good = {"client_id": world.client_id, "client_secret": SECRET, "scope": GRAPH_DEFAULT[0]}
    full = {"grant_type": "client_credentials", **good, **form} if form else {}
    got, body = _token(world, **full)
    assert (got, body["error"], body["error_codes"]) == (status, error, [number])
    assert body["error_description"].startswith(f"AADSTS{number}: ")
    assert {"timestamp", "trace_id", "correlation_id"} <= set(body)
    assert SECRET not in str(body)


def test_a_code_serves_once_its_own_client_with_its_own_verifier(world: World) -> None:
    entra = world.microsoft.entra
    app, user = entra.app(world.client_id), world.microsoft.store.mailbox(ANNA)
    assert app is not None
    assert user is not None
    form = {"grant_type": "authorization_code", "client_id": world.client_id, "client_secret": SECRET}
    form |= {"redirect_uri": CALLBACK}
    details = {"redirect_uri": CALLBACK, "challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
    code = entra.new_code(app, user, "User.Read", challenge_method="S256", **details)
    assert _token(world, **form, code=code, code_verifier="wrong")[1]["error_codes"] == [501481]
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    code = entra.new_code(app, user, "User.Read", challenge_method="S256", **details)
    assert _token(world, **form, code=code, code_verifier=verifier)[0] == 200
    assert _token(world, **form, code=code, code_verifier=verifier)[1]["error_codes"] == [54005]
    code = entra.new_code(app, user, "User.Read", challenge_method="S256", **details)
    world.microsoft.clock.advance(minutes=11)
    assert _token(world, **form, code=code, code_verifier=verifier)[1]["error_codes"] == [70008]


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"client_id": "nobody"}, 400, "AADSTS700016"),
        ({"redirect_uri": "https://evil.test/"}, 400, "AADSTS50011"),
        ({"response_type": "token"}, 302, "unsupported_response_type"),
        ({"scope": "Sites.Manage.All"}, 302, "AADSTS65001"),
        ({"prompt": "none"}, 302, "login_required"),
        ({"prompt": "none", "login_hint": ANNA}, 302, "code="),
    ],
)
def test_authorize_refuses_on_a_page_or_back_at_the_app(
    world: World, changes: dict[str, str], status: int, told: str
) -> None:
    query = {"client_id": world.client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "User.Read"}
    url = f"{world.url}/{world.microsoft.entra.tenant_id}/oauth2/v2.0/authorize"
    answer = world.session.get(url, params=query | {"state": "s1"} | changes, allow_redirects=False, timeout=20)
    assert answer.status_code == status
    where = answer.headers.get("Location", "")
    assert told in where + answer.text
    assert status == 400 or "state=s1" in where


def test_graph_refuses_what_is_not_its_token(world: World) -> None:
    entra = world.microsoft.entra
    app = entra.app(world.client_id)
    assert app is not None
    good = world.token
    issuer = f"{world.url}/{entra.tenant_id}/v2.0"
    forged = jwt.encode({"aud": "https://graph.microsoft.com"}, "k" * 40, algorithm="HS256")
    for token in (
        "",
        "nonsense",
        good[:-4] + "AAAA",
        forged,
        entra.app_token(app, "https://outlook.office365.com", issuer),
    ):
        world.token = token
        assert world.error(401, "GET", f"users/{ANNA}/contacts") == "InvalidAuthenticationToken"
    world.token = good
    assert world.get(f"users/{ANNA}/contacts")["value"] == []
    world.microsoft.clock.advance(hours=1, seconds=1)
    assert world.error(401, "GET", f"users/{ANNA}/contacts") == "InvalidAuthenticationToken"
    with pytest.raises(InvalidToken):
        entra.check(good)


def test_roles_are_checked_for_each_operation(world: World) -> None:
    app = world.microsoft.entra.register_app("Reader", secret="s", roles=["Contacts.Read"])
    world.client_id = app.client_id
    world.token = world.app_token()
    assert world.get(f"users/{ANNA}/contacts")["value"] == []
    assert world.error(403, "POST", f"users/{ANNA}/contacts", json={}) == "ErrorAccessDenied"
    assert world.error(403, "GET", f"users/{ANNA}/outlook/masterCategories") == "ErrorAccessDenied"
    assert world.error(403, "GET", f"users/{ANNA}/messages") == "ErrorAccessDenied"
    assert world.error(403, "GET", "users") == "Authorization_RequestDenied"
    assert world.error(400, "GET", "me/contacts") == "BadRequest"


def test_rbac_for_applications_limits_an_app_to_its_mailboxes(world: World) -> None:
    world.microsoft.entra.limit_mailboxes(world.client_id, [ANNA.upper()])
    assert world.get(f"users/{ANNA}/contacts")["value"] == []
    assert world.error(403, "GET", "users/ben.ito@contoso.test/contacts") == "ErrorAccessDenied"
    assert world.get("users/ben.ito@contoso.test")["displayName"] == "Ben Itō"
    world.microsoft.entra.limit_mailboxes(world.client_id, None)
    assert world.get("users/ben.ito@contoso.test/contacts")["value"] == []


def test_unknown_tenants_and_users_are_named(world: World) -> None:
    answer = world.session.get(f"{world.url}/nowhere/v2.0/.well-known/openid-configuration", timeout=20)
    assert answer.status_code == 400
    assert answer.json()["error_codes"] == [90002]
    assert world.error(404, "GET", "users/nobody@contoso.test/contacts") == "ErrorInvalidUser"
    assert world.error(404, "GET", "users/nobody@contoso.test") == "Request_ResourceNotFound"


def test_a_disabled_app_and_a_removed_mailbox_are_shut_out_at_once(world: World) -> None:
    app = world.microsoft.entra.app(world.client_id)
    assert app is not None
    app.enabled = False
    assert world.error(401, "GET", f"users/{ANNA}/contacts") == "InvalidAuthenticationToken"
    form = {"grant_type": "client_credentials", "client_id": world.client_id, "client_secret": SECRET}
    assert _token(world, **form, scope=GRAPH_DEFAULT[0])[1]["error_codes"] == [7000112]
    app.enabled = True
    contact = world.post(f"users/{ANNA}/contacts", {"surname": "Lee"})
    world.microsoft.store.remove_mailbox(ANNA)
    world.microsoft.store.remove_mailbox(ANNA)
    assert world.error(404, "GET", f"users/{ANNA}/contacts/{contact['id']}") == "ErrorInvalidUser"
    assert world.microsoft.store.add_mailbox(ANNA, "Anna again").items(contact["parentFolderId"]) == []
