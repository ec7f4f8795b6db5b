"""Who is signed in, and what comes next."""

from tests.server.deployment import Deployment, User


def test_a_person_with_mailbox_and_salesforce_is_ready(deployment: Deployment, user: User) -> None:
    told = user.get("/session").json()
    assert told["mailbox"]["address"] == user.address
    assert (told["setup"], told["crm"]["state"], told["person"]["role"]) == ("done", "ok", "user")


def test_without_a_token_nobody_is_signed_in(deployment: Deployment) -> None:
    answer = deployment.anonymous.get("/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Set-Cookie" not in answer.headers
