"""`python -m bench`: prints the tables; `python -m bench engine`, `runs`, `large` or `pane` one of them.

Of `runs` also some kinds, one protocol, at most so many records: `python -m bench runs email graph 100`. CPU is the
least of 3; `x9` takes that of 9, which a busy machine needs. The last lines are the largest first syncs
of the kinds that were measured, added up.
"""

import os
import sys
from collections.abc import Sequence

from bench import engine, large, pane, runs
from core.logs import configure_logs


def main(wanted: list[str]) -> None:
    configure_logs("error")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        os.environ.pop(name, None)
    if "engine" in wanted or not wanted:
        print_engine()
    if "runs" in wanted or not wanted:
        print_runs(wanted)
    if "large" in wanted or not wanted:
        print_large()
    if "pane" in wanted or not wanted:
        # For a glance: `python -m bench pane 5 10` takes 5 seconds of each kind of call, 10 a second.
        numbers = [float(one) for one in wanted if one.isdigit()]
        seconds, rate = (*numbers, *(pane.SECONDS, pane.RATE)[len(numbers) :])
        print_pane(seconds, rate)


def print_engine() -> None:
    rows = engine.measure()
    small, large = engine.SIZES
    print(f"{'engine, CPU':<24}{'ms/record':>12}{'ms/record':>12}{'ratio':>8}")
    print(f"{'':<24}{f'{small} records':>12}{f'{large} records':>12}")
    for what in dict.fromkeys(row.what for row in rows):
        one, many = (next(r for r in rows if (r.what, r.records) == (what, size)) for size in engine.SIZES)
        print(f"{what:<24}{one.each:>12.3f}{many.each:>12.3f}{many.each / one.each:>8.2f}")
    calm = {row.records: row.seconds for row in rows if row.what == "nothing changed"}
    print(f"a run that finds nothing: {calm[large] * 1000:.1f} ms with {large} links, "
          f"{calm[large] / calm[small]:.2f} times the one with {small}")  # fmt: skip


def print_runs(wanted: Sequence[str] = ()) -> None:
    kinds = [one for one in wanted if one in runs.SIZES]
    exchanges = [one for one in wanted if one in runs.EXCHANGES]
    largest = max((int(one) for one in wanted if one.isdigit()), default=0)
    times = max((int(one[1:]) for one in wanted if one[0] == "x" and one[1:].isdigit()), default=runs.TIMES)
    heads = (
        "records",
        "calls",
        "fewest",
        "ratio",
        "/1,000",
        "CPU s/1,000",
        "bare floor",
        "of it rows",
        "ratio",
        "clients'",
        "of it rows",
        "ratio",
        "memory MB",
    )
    print(f"{'runs over HTTPS':<24}" + "".join(f"{head:>12}" for head in heads))
    found: list[runs.Cost] = []
    for cost in runs.measure_runs(kinds, exchanges, largest, times):
        print_cost(cost)
        found.append(cost)
    for exchange in runs.EXCHANGES:
        firsts = runs.largest_firsts(found, exchange)
        if len(firsts) > 1:
            print_cost(runs.together(firsts))


def print_cost(cost: runs.Cost) -> None:
    each = 1000 / cost.records
    name = f"{cost.kind} {cost.exchange} {cost.phase}"
    print(f"{name:<24}{cost.records:>12}{cost.calls:>12}{cost.fewest:>12}{cost.calls / cost.fewest:>12.2f}", end="")
    print(f"{cost.calls * each:>12.1f}{cost.seconds * each:>12.3f}", end="")
    for floor in (cost.floor, cost.clients):
        print(f"{floor.seconds * each:>12.3f}{floor.rows * each:>12.3f}{cost.seconds / floor.seconds:>12.2f}", end="")
    print(f"{cost.growth:>12.1f}", flush=True)


def print_large() -> None:
    print(f"{'a mail of 40 MB':<40}{'CPU s':>12}{'memory MB':>12}{'filed MB':>12}  told")
    for told in large.measure_large():
        filed = sum(told.files) / large.MEGABYTE
        print(f"{f'{told.exchange}: {told.what}':<40}{told.seconds:>12.2f}{told.growth:>12.1f}{filed:>12.1f}", end="")
        print(f"  {told.note}", flush=True)


def print_pane(seconds: float, rate: float) -> None:
    heads = [f"{span} {part}" for span in ("whole", "own", "inside") for part in ("p50", "p95")]
    heads = ["calls", "failed", *heads, "late p95", "own/bare", "Salesforce"]
    print(f"{f'pane, ms at {rate:.0f}/s':<24}" + "".join(f"{head:>12}" for head in heads))
    bare = 0.0
    for pace in pane.measure_pane(rate, seconds):
        bare = bare or pace.own[0]
        times = "".join(f"{time:>12.1f}" for time in (*pace.whole, *pace.own, *pace.inside, pace.late[1]))
        ratio = f"{pace.own[0] / bare:>12.1f}{pace.crm_calls:>12.2f}"
        print(f"{pace.what:<24}{pace.calls:>12}{pace.failed:>12}{times}{ratio}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
