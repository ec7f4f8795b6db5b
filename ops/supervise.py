"""Runs the processes of one machine: starts them in order, restarts one that dies, stops them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

STOP_SECONDS = 20.0
BACKOFF_SECONDS = (0.2, 1.0, 3.0, 10.0, 30.0)
HEALTHY_SECONDS = 15.0
POLL_SECONDS = 0.2
PR_SET_PDEATHSIG = 1

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running. ready: asked until it says True before the next one starts."""

    name: str
    command: Sequence[str]
    env: dict[str, str]
    ready: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class _Running:
    program: Program
    process: "subprocess.Popen[bytes]"
    started: float
    failures: int = 0
    restart_at: float | None = field(default=None)


class Supervisor:
    """Start with `start` (or `with`), then call `watch` until stopping; `stop` ends all."""

    def __init__(self, programs: Sequence[Program], ready_seconds: float = 30.0) -> None:
        self._programs = programs
        self._ready_seconds = ready_seconds
        self._running: list[_Running] = []

    def __enter__(self) -> "Supervisor":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start all programs.

        Raises:
            RuntimeError: one of them ended or was not ready in time; the others are stopped again.
        """
        try:
            for program in self._programs:
                running = _Running(program, _spawn(program), time.monotonic())
                self._running.append(running)
                self._await_ready(running)
        except BaseException:
            self.stop()
            raise

    def pids(self) -> dict[str, int]:
        return {r.program.name: r.process.pid for r in self._running}

    def watch(self) -> None:
        """Restart, with growing pauses, what has ended since the last call."""
        now = time.monotonic()
        for running in self._running:
            if running.restart_at is not None:
                if now >= running.restart_at:
                    running.process, running.started, running.restart_at = _spawn(running.program), now, None
            elif running.process.poll() is not None:
                _kill_group(running.process, signal.SIGKILL)
                healthy = now - running.started > HEALTHY_SECONDS
                running.failures = 1 if healthy else running.failures + 1
                pause = BACKOFF_SECONDS[min(running.failures, len(BACKOFF_SECONDS)) - 1]
                running.restart_at = now + pause
                log.warning(
                    "restarting", process=running.program.name, exit_code=running.process.returncode, seconds=pause
                )

    def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Watch until SIGINT or SIGTERM. beat: called a few times a second."""
        stop = {"asked": False}

        def ask(_number: int, _frame: object) -> None:
            stop["asked"] = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ask)
        while not stop["asked"]:
            self.watch()
            beat()
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End all together, the first (on which the others stand) when they are gone."""
        first, others = self._running[:1], self._running[1:]
        for wave in (others, first):
            for running in wave:
                if running.process.poll() is None:
                    running.process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for running in wave:
                _end(running, max(0.0, deadline - time.monotonic()))
        self._running.clear()

    def _await_ready(self, running: _Running) -> None:
        deadline = time.monotonic() + self._ready_seconds
        while not running.program.ready():
            if running.process.poll() is not None:
                raise RuntimeError(f"{running.program.name} ended at its start; its message stands above.")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{running.program.name} was not ready within {self._ready_seconds:.0f} s.")
            time.sleep(0.02)


def _spawn(program: Program) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C must reach the supervisor only, which then stops all in order.
    return subprocess.Popen(
        list(program.command),
        env=program.env,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509  (one prctl call, no lock is taken)
    )


def _end(running: _Running, seconds: float) -> None:
    try:
        running.process.wait(seconds)
    except subprocess.TimeoutExpired:
        log.warning("killing", process=running.program.name)
    _kill_group(running.process, signal.SIGKILL)
    running.process.wait()


def _die_with_parent() -> None:
    """Linux: a killed supervisor takes its children along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """What a dead worker left behind (the child that ran its job) must not go on beside its successor."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
    except PermissionError:
        log.warning("cannot stop what a process left behind", pid=process.pid)
