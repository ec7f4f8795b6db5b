"""A process of its own that signs a mailbox's user in to Salesforce, as a run of a worker does:
`python -m tests.server.refreshing MAILBOX TIMES`, its settings in the environment."""

import sys

from core.access import access_to
from core.records import Side
from core.settings import load_settings
from worker.composition import compose


def main(mailbox_id: str, times: int) -> None:
    parts = compose(load_settings())
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(times):
        access_to(parts, mailbox_id, Side.CRM).login().token()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
