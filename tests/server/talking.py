"""A process of its own whose log is at its most talkative: `python -m tests.server.talking FOLDER` prints what must not
be in it as JSON; the log goes to standard error."""

import json
import sys
from pathlib import Path

from tests.server.browsing import PASSWORD, connect
from tests.server.deployment import run_deployment


def main(folder: Path) -> None:
    with run_deployment(folder, LOG_LEVEL="debug") as deployment:
        user = deployment.user("graph")
        connect(deployment, user)
        answer = user.get("/search", q="canary@secret.example")
        deployment.caller(user.token[:-9] + "tampered!").get("/session")
    secrets = [user.token, user.token[:60], "canary", PASSWORD, "refresh_token", user.address]
    told = {"request": answer.headers["X-Request-Id"], "mailbox": user.mailbox_id, "secrets": secrets}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
