"""One run in a process of its own, as a background job makes it: its CPU and memory alone, without the sandbox's."""

import multiprocessing
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

from core.logs import configure_logs
from core.settings import Settings
from worker.composition import compose
from worker.jobs import run_and_note
from worker.warm import warm_up

KILOBYTES = 1024
# A new process begins with the peak of the one that started it (getrusage(2), execve), but for what Linux tells here.
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Spent:
    """CPU seconds, and MB more than before the run at its peak. failed: records that were not written,
    which shall be none."""

    seconds: float
    growth: float
    failed: int


def run_apart(settings: Settings, mailbox_id: str) -> Spent:
    """Raises what the run raises."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (settings, mailbox_id))


def _run(settings: Settings, mailbox_id: str) -> Spent:
    configure_logs("error")
    warm_up(settings)
    parts = compose(settings)
    _forget_peak()
    before, peak = resource.getrusage(resource.RUSAGE_SELF), _peak()
    report = run_and_note(parts, mailbox_id, telling=False)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    growth = (_peak() - peak) / KILOBYTES
    parts.database.close()
    return Spent(seconds, growth, sum(counts["failed"] + counts["deferred"] for counts in report.types.values()))


def _forget_peak() -> None:
    """The highest so far becomes what it is now (proc(5))."""
    if _RESET.exists():
        _RESET.write_text("5")


def _peak() -> float:
    """The most memory that this process held at once, in kilobytes."""
    if _STATUS.exists():
        [line] = [one for one in _STATUS.read_text().splitlines() if one.startswith("VmHWM:")]
        return float(line.split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / KILOBYTES if sys.platform == "darwin" else most
