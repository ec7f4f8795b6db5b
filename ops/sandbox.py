"""`bothways sandbox`: the sandbox as a command, and its addresses for people."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from ops.environment import Refused
from ops.ports import check_free
from sandbox.running import Running, run_sandbox


@contextmanager
def run(*, seed: str, folder: Path, port_base: int, tls: bool) -> Iterator[Running]:
    """The running sandbox on port_base + 1 (Salesforce) and + 2 (Microsoft)."""
    ports = {"Salesforce": port_base + 1, "Microsoft": port_base + 2}
    check_free("127.0.0.1", ports, "Stop what uses it, or choose other ports by --port-base.")
    try:
        with run_sandbox(seed, folder=folder, ports=(port_base + 1, port_base + 2), tls=tls) as running:
            yield running
    except ValueError as error:
        raise Refused(str(error)) from error


def show(running: Running) -> None:
    """Print addresses and throw-away credentials."""
    told = running.describe()
    salesforce, microsoft = told["salesforce"], told["microsoft"]
    console = Console(highlight=False, soft_wrap=True)
    console.print("[bold]Salesforce[/bold]")
    console.print(f"  sign in and look around   {salesforce['start_page']}")
    console.print(f"  login URL of the API      {salesforce['login_url']}   versions {salesforce['api_versions']}")
    console.print(f"  client id                 {salesforce['client_id']}")
    console.print(f"  client secret             {salesforce['client_secret']}")
    console.print(f"  redirect address          {salesforce['redirect_uri']}")
    for user in salesforce["users"]:
        console.print(f"  user                      {user['username']}   password {user['password']}")
    console.print("[bold]Microsoft[/bold]")
    console.print(f"  look around               {microsoft['start_page']}")
    console.print(f"  Graph                     {microsoft['graph_url']}")
    console.print(f"  sign-in authority         {microsoft['authority_url']}")
    console.print(f"  client id, secret         {microsoft['client_id']}   {microsoft['client_secret']}")
    console.print(f"  EWS                       {microsoft['ews_url']}")
    account = microsoft["ews_account"]
    console.print(f"  EWS service account       {account['user']}   password {account['password']}")
    for box in microsoft["mailboxes"]:
        console.print(f"  mailbox by {box['exchange']:5}          {box['address']}   password {box['password']}")
    if told["ca_file"]:
        console.print(f"[bold]CA to trust[/bold]  {told['ca_file']}   (browsers warn without it; go on)")
    console.print(f"[bold]Control[/bold]      {told['control'][0]}/faults, /clock, /calls")


def wait_for_stop() -> None:
    """Sleep until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
