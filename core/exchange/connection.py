"""How to reach a mailbox, as values. Secrets never show in a repr."""

from dataclasses import dataclass, field
from enum import StrEnum

GRAPH_ENDPOINT = "https://graph.microsoft.com/v1.0"
GRAPH_AUTHORITY = "https://login.microsoftonline.com"
# Microsoft's national clouds: graph endpoint hosts (learn.microsoft.com, "Microsoft Graph national cloud deployments").
GRAPH_HOSTS = (
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
)
LOGIN_HOSTS = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")


@dataclass(frozen=True, slots=True)
class Certificate:
    """An app's certificate. thumbprint: SHA-1 in hexadecimal, as Entra shows it."""

    private_key: str = field(repr=False)
    thumbprint: str
    chain: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GraphConnection:
    """App-only access to Microsoft Graph. authority: without the tenant. extra_hosts: allowed besides Microsoft's
    own and loopback. parallel: batches at once, up to three. Outlook runs four requests a mailbox at a time and refuses
    more with 429 (graph/throttling-limits), and one batch fills these four already."""

    tenant: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    certificate: Certificate | None = None
    endpoint: str = GRAPH_ENDPOINT
    authority: str = GRAPH_AUTHORITY
    ca_file: str | None = None
    extra_hosts: tuple[str, ...] = ()
    parallel: int = 1


class Auth(StrEnum):
    BASIC = "basic"
    NTLM = "NTLM"


class EwsAccess(StrEnum):
    IMPERSONATION = "impersonation"
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True)
class EwsConnection:
    """Access to Exchange on premises. url: of Exchange.asmx. username: `DOMAIN\\name` or an address."""

    url: str
    username: str
    password: str = field(repr=False)
    auth: Auth = Auth.NTLM
    access: EwsAccess = EwsAccess.IMPERSONATION
    ca_file: str | None = None
    allowed_hosts: tuple[str, ...] = ()
