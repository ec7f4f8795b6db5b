"""Requests and tests share one connection of SQLite, which calls Python while it compares texts."""

import faulthandler
import subprocess
import sys
from pathlib import Path
from threading import Thread

from tests.sandbox.salesforce_engine.conftest import make_company

ROOT = Path(__file__).parents[3]
ROUNDS = 500


def test_looks_of_several_threads_do_not_wait_for_each_other_without_end() -> None:
    """In a process of its own: threads that wait for each other in C keep even a time limit from ending them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.sandbox.salesforce_engine.test_threads"],
        cwd=ROOT,
        timeout=90,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _looks() -> None:
    company = make_company()

    def look() -> None:
        for number in range(ROUNDS):
            company.org.user(f"Nobody{number}@example.com")

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    faulthandler.dump_traceback_later(60, exit=True)
    _looks()
