"""A sandbox with a file is the same org after a restart, and its clients stay signed in."""

from pathlib import Path

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce import Salesforce
from tests.sandbox.salesforce_face.conftest import ANN, NOW, PASSWORD


def start(path: Path) -> Salesforce:
    return Salesforce(Clock(NOW), Faults(), Calls(), path=str(path), base_url="https://localhost:8441/")


def test_rows_apps_sessions_and_refresh_tokens_survive(tmp_path: Path) -> None:
    first = start(tmp_path / "org.db")
    user = first.org.create_user(
        username=ANN, password=PASSWORD, email=ANN, first_name="Ann", last_name="Example", profile="Standard User"
    )
    first.add_app(name="Bothways", client_id="CID", rotate_refresh_tokens=True)
    tokens = first.issue_tokens("CID", ANN)
    made = first.org.as_user(user).insert("Contact", {"LastName": "Kept"})
    first.close()

    second = start(tmp_path / "org.db")
    client = second.app.test_client()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    row = client.get(f"/services/data/v67.0/sobjects/Contact/{made}", headers=bearer)
    assert row.get_json()["LastName"] == "Kept"
    form = {"grant_type": "refresh_token", "client_id": "CID", "refresh_token": tokens["refresh_token"]}
    answer = client.post("/services/oauth2/token", data=form).get_json()
    assert answer["instance_url"] == "https://localhost:8441"
    assert second.org.id == first.org.id
    second.close()


def test_secrets_stay_out_of_representations(tmp_path: Path) -> None:
    salesforce = start(tmp_path / "org.db")
    salesforce.add_app(name="Bothways", client_id="CID", client_secret="TOPSECRET")
    assert "TOPSECRET" not in repr(salesforce.face.apps.get("CID"))
    salesforce.close()
