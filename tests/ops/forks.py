"""Runs commands in forks of a process that has imported everything: half a second of imports is paid once.

Each command still is a process of its own, with its own environment, arguments and standard streams.
`python -m tests.ops.forks SOCKET` serves one connection: a line of JSON with the streams' descriptors beside it asks, a
line with the exit code answers.
"""

import gc
import json
import os
import signal
import socket
import sys
from importlib import import_module

from ops.cli import COMMANDS, main

MOST = 1_000_000


def serve(path: str) -> None:
    for target, _ in COMMANDS.values():
        import_module(f"ops.{target.partition(':')[0]}")
    for name in ("worker.stores", "core.migrations", "ops.environment", "ops.failures", "alembic.command"):
        import_module(name)
    gc.freeze()  # a collection would touch, and so copy, every page
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen(1)
        print("ready", flush=True)
        line, _ = door.accept()
    while True:
        asked, streams, _, _ = socket.recv_fds(line, MOST, 3)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            _become(json.loads(asked), streams)
            break
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    line.close()
    main()


def _become(asked: dict[str, dict[str, str]], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = ["bothways", *asked["words"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    serve(sys.argv[1])
