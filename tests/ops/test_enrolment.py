"""Whose people may sign in to the task pane is said with the company's connections."""

from pathlib import Path

from tests.ops.cli import Commands

TENANT = "11111111-2222-3333-4444-555555555555"
METADATA = "https://mail.example.com:443/autodiscover/metadata/json/1"


def _add(bothways: Commands, name: str, *options: str, code: int = 0) -> str:
    secret = bothways.home / "secret"
    secret.write_text("s3cret")
    graph = ["--exchange", "graph", "--client-id", TENANT, "--client-secret-file", str(secret)]
    said = bothways("org", "add", name, *graph, "--salesforce-client-id", "key", *options, code=code)
    return said.out + said.err


def test_the_tenant_of_the_connection_may_sign_in_and_belongs_to_one_company(short_home: Path) -> None:
    bothways = Commands(short_home)
    _add(bothways, "Acme", "--tenant", TENANT)
    assert f"tenant: {TENANT}" in bothways("org", "show", "Acme").out.partition("Signing in")[2]
    assert "belongs to Acme already" in _add(bothways, "Other", "--tenant", TENANT, code=2)


def test_a_domain_does_not_say_which_tenant_signs_in(short_home: Path) -> None:
    bothways = Commands(short_home)
    _add(bothways, "Acme", "--tenant", "acme.example")
    assert "nobody" in bothways("org", "show", "Acme").out
    bothways("org", "change", "Acme", "--sign-in-tenant", TENANT, "--metadata-url", METADATA)
    shown = bothways("org", "show", "Acme").out
    assert TENANT in shown
    assert METADATA in shown
    for wrong in (["--sign-in-tenant", "acme"], ["--metadata-url", "https://mail.example.com/"]):
        bothways("org", "change", "Acme", *wrong, code=2)


def test_doctor_names_a_missing_registration_of_the_add_in(short_home: Path) -> None:
    """Where people of Microsoft 365 are to sign in, and Outlook can reach this place."""
    outside = {"PUBLIC_URL": "https://bothways.example.com", "PROXIES": "1"}

    def told(**settings: str) -> list[bool]:
        findings = Commands(short_home, **settings)("doctor", "--json", code=None).json()
        return [one["ok"] for one in findings if one["what"] == "sign-in to the add-in"]

    _add(Commands(short_home), "Acme", "--tenant", "acme.example")
    assert told(**outside) == [], "nobody of Acme may sign in yet"
    Commands(short_home)("org", "change", "Acme", "--sign-in-tenant", TENANT)
    assert told(**outside) == [False]
    assert told(**outside, ADDIN_CLIENT_ID=TENANT) == [True]
    assert told() == []
