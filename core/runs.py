"""What a row of the table `run` can be; the worker writes it and the API tells it."""

# Of its kind: what the schedule or *Sync now* did, and a dry run for people to look at.
SYNC, PREVIEW = "sync", "preview"
# Of its state; a held run waits for an approval, a superseded one does no longer.
# A preview waits until a worker takes it.
WAITING = "waiting"
RUNNING, DONE, FAILED, HELD, SUPERSEDED = "running", "done", "failed", "held", "superseded"


def approval(address: str, run_id: str) -> str:
    """The command that lets a held run of the mailbox pass."""
    return f"bothways approve --mailbox {address} {run_id} --by YOUR_NAME"
