"""Both servers of the sandbox running in this process, seeded, with everything a client must know."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.company import PUBLIC_URL, REDIRECT, Company, seed
from sandbox.faults import Faults
from sandbox.microsoft import Microsoft
from sandbox.microsoft.identity_tokens import METADATA_PATH
from sandbox.salesforce import Salesforce
from sandbox.tls import Certificates, make_certificates
from sandbox.web import Server

# A WSGI application (PEP 3333).
App = Callable[..., Any]


@dataclass(frozen=True)
class Running:
    """A running sandbox. clock, faults and calls serve both servers. salesforce_url and microsoft_url are for programs;
    a browser opens `salesforce_page` and `microsoft_page`, which need no certificate."""

    clock: Clock
    faults: Faults
    calls: Calls
    salesforce: Salesforce
    microsoft: Microsoft
    company: Company
    salesforce_url: str
    microsoft_url: str
    certificates: Certificates | None

    @property
    def salesforce_page(self) -> str:
        return _plain(self.salesforce_url)

    @property
    def microsoft_page(self) -> str:
        return _plain(self.microsoft_url)

    def open_salesforce_to_browsers(self) -> None:
        """Salesforce names itself by plain http from now on, in sign-ins and links: a browser follows them without a
        warning about its certificate."""
        self.salesforce.base_url = self.salesforce_page

    def describe(self) -> dict[str, Any]:
        """Addresses, users, passwords, client ids and keys, ready for JSON; all are throw-away."""
        company, authority = self.company, f"{self.microsoft_url}/{self.microsoft.entra.tenant_id}"
        return {
            "ca_file": str(self.certificates.ca) if self.certificates else None,
            "salesforce": {
                "login_url": self.salesforce.base_url,
                "api_versions": "31.0 to 67.0",
                "start_page": f"{self.salesforce_page}/",
                "client_id": company.salesforce_app["client_id"],
                "client_secret": company.salesforce_app["client_secret"],
                "private_key": company.salesforce_key,
                "redirect_uri": REDIRECT,
                "users": [{"username": p.address, "password": p.password} for p in (*company.users, company.admin)],
            },
            "microsoft": {
                "graph_url": f"{self.microsoft_url}/v1.0",
                "authority_url": authority,
                "tenant": self.microsoft.entra.tenant_id,
                "start_page": f"{self.microsoft_page}/",
                **company.entra_app,
                "ews_url": f"{self.microsoft_url}/EWS/Exchange.asmx",
                "ews_account": {"user": company.service.address, "password": company.service.password},
                "mailboxes": [
                    {"address": p.address, "password": p.password, "exchange": p.exchange} for p in company.users
                ],
            },
            "addin": {
                **company.addin,
                "public_url": company.public_url,
                "authority_url": self.microsoft_page,
                "metadata_url": self.microsoft_page + METADATA_PATH,
                "office_js_url": f"{self.microsoft_page}/owa/office.js",
                "outlook": [f"{self.microsoft_page}/owa/u/{p.address}/" for p in company.users],
                "salesforce_callback": f"{company.public_url}/connect/salesforce/callback",
            },
            "control": [f"{self.salesforce_url}/_sandbox", f"{self.microsoft_url}/_sandbox"],
        }


@contextmanager
def run_sandbox(
    kind: str = "demo",
    *,
    folder: Path | None = None,
    ports: tuple[int, int] = (0, 0),
    tls: bool = True,
    clock: Clock | None = None,
    public_url: str = PUBLIC_URL,
    around: Callable[[App], App] = lambda app: app,
) -> Iterator[Running]:
    """Start both servers on loopback, ports (Salesforce, Microsoft), 0 for any free one. folder: for the
    certificates; a temporary one by default. public_url: of the deployment whose add-in Mini Outlook hosts. around:
    what goes around the application of each server, in this order."""
    with tempfile.TemporaryDirectory(prefix="bothways-") as temporary:
        certificates = make_certificates(folder or Path(temporary)) if tls else None
        context = certificates.context() if certificates else None
        clock, faults, calls = clock or Clock(), Faults(), Calls()
        salesforce, microsoft = Salesforce(clock, faults, calls), Microsoft(clock, faults, calls)
        company = seed(kind, salesforce, microsoft, public_url.rstrip("/"))
        servers: list[Server] = []
        try:
            for server, port in ((salesforce, ports[0]), (microsoft, ports[1])):
                servers.append(Server(around(server.app), port, context))
            urls = [s.url for s in servers]
            salesforce.base_url = urls[0]
            running = Running(clock, faults, calls, salesforce, microsoft, company, urls[0], urls[1], certificates)
            _furnish(running)
            yield running
        finally:
            for started in servers:
                started.close()


def _furnish(running: Running) -> None:
    """Tell Mini Outlook which add-in its users have, where Salesforce is and who is on the company's own server."""
    outlook, company = running.microsoft.outlook, running.company
    outlook.manifest_url = f"{company.public_url}/addin/manifest.xml"
    outlook.salesforce_url = f"{running.salesforce_page}/"
    outlook.onprem = frozenset(p.address for p in company.users if p.exchange == "ews")


def _plain(url: str) -> str:
    return url.replace("https://", "http://", 1)
