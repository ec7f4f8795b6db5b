"""Connections from command options: which settings each kind needs, and where its secrets are read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from core.settings import check_endpoint
from ops import connection_checks as checks
from ops.environment import Refused, read_secret

SALESFORCE_LOGIN = "https://login.salesforce.com"
Options = Mapping[str, str | None]

OPTIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("both", "exchange", {"type": click.Choice(["graph", "ews"]), "help": "Microsoft 365, or Exchange Server"}),
    (
        "both",
        "exchange-url",
        {"metavar": "URL", "help": "EWS: https://…/EWS/Exchange.asmx; Graph: only if not the usual"},
    ),
    ("graph", "tenant", {"metavar": "ID", "help": "Graph: tenant id or domain"}),
    ("graph", "client-id", {"metavar": "ID", "help": "Graph: application id"}),
    ("graph", "client-secret-file", {"metavar": "PATH", "help": "Graph: its secret"}),
    ("graph", "certificate-file", {"metavar": "PATH", "help": "Graph: PEM with certificate and key, instead"}),
    ("graph", "authority-url", {"metavar": "URL", "help": "Graph: sign-in address, only if not the usual"}),
    ("ews", "exchange-user", {"metavar": "USER", "help": r"EWS: service account, 'DOMAIN\name' or name@domain"}),
    ("ews", "exchange-password-file", {"metavar": "PATH", "help": "EWS: its password"}),
    ("ews", "exchange-auth", {"type": click.Choice(["basic", "ntlm"]), "help": "EWS: default basic"}),
    ("ews", "access", {"type": click.Choice(["impersonation", "delegate"]), "help": "EWS: default impersonation"}),
    ("salesforce", "salesforce-url", {"metavar": "URL", "help": f"sign-in address, default {SALESFORCE_LOGIN}"}),
    ("salesforce", "salesforce-client-id", {"metavar": "KEY", "help": "consumer key of the External Client App"}),
    ("salesforce", "salesforce-client-secret-file", {"metavar": "PATH", "help": "its secret, if it has one"}),
    ("salesforce", "salesforce-key-file", {"metavar": "PATH", "help": "PEM private key for the JWT bearer flow"}),
    (
        "salesforce",
        "stamp-field",
        {"metavar": "NAME", "help": "unique external id on Contact, default Bothways_Stamp__c"},
    ),
)


@dataclass(frozen=True, slots=True)
class Access:
    """One connection. config: what is no secret. secret: values by name."""

    config: dict[str, Any]
    secret: dict[str, str]

    def __repr__(self) -> str:
        return f"Access({self.config})"


NOTHING = Access({}, {})


def connection_options(function: Any) -> Any:
    """The options of `org add` and `org change` that describe connections."""
    for _, name, settings in reversed(OPTIONS):
        function = click.option(f"--{name}", **settings)(function)
    return function


def described(options: Options, known: Mapping[str, Access]) -> dict[str, Access]:
    """The connections that the options add or change, by kind. known: those that exist; what an option does not
    change stays.

    Raises:
        Refused, SettingError: an option is missing, misplaced or impossible.
    """
    given = [(kind, name) for kind, name, _ in OPTIONS if options[_python(name)]]
    exchange = options["exchange"]
    for kind, name in given:
        if kind != "salesforce" and exchange is None:
            raise Refused(f"--{name} needs --exchange graph or --exchange ews beside it.")
        if kind in ("graph", "ews") and kind != exchange:
            raise Refused(f"--{name} belongs to --exchange {kind}, not to {exchange}.")
    found = {}
    if exchange:
        make = _graph if exchange == "graph" else _ews
        found[exchange] = make(options, known.get(exchange, NOTHING))
    if any(kind == "salesforce" for kind, _ in given):
        found["salesforce"] = _salesforce(options, known.get("salesforce", NOTHING))
    return found


def _graph(options: Options, known: Access) -> Access:
    config = known.config | {name: _need(options, known, name, "graph") for name in ("tenant", "client_id")}
    checks.tenant(config["tenant"])
    if options["exchange_url"]:
        config["url"] = checks.graph_url(check_endpoint(options["exchange_url"], "--exchange-url"))
    if options["authority_url"]:
        # Entra shows the address with the tenant at its end.
        address = check_endpoint(options["authority_url"], "--authority-url").removesuffix(f"/{config['tenant']}")
        config["authority_url"] = checks.authority_url(address)
    if options["certificate_file"] and options["client_secret_file"]:
        raise Refused("Give --certificate-file or --client-secret-file, not both.")
    if options["certificate_file"]:
        pem = read_secret(options["certificate_file"], "--certificate-file", "the certificate with its key")
        return Access(config, {"certificate": checks.certificate(pem)})
    if known.secret and not options["client_secret_file"]:
        return Access(config, known.secret)
    text = read_secret(options["client_secret_file"], "--client-secret-file", "the client secret")
    return Access(config, {"client_secret": text})


def _ews(options: Options, known: Access) -> Access:
    given = options["exchange_url"]
    config = {"auth": "basic", "access": "impersonation"} | known.config
    config["url"] = checks.ews_url(
        check_endpoint(given, "--exchange-url") if given else _need(options, known, "exchange_url", "ews", "url")
    )
    config["user"] = checks.service_account(_need(options, known, "exchange_user", "ews", "user"))
    config |= dict(_given(options, ("exchange_auth", "auth"), ("access", "access")))
    if known.secret and not options["exchange_password_file"]:
        return Access(config, known.secret)
    password = read_secret(
        options["exchange_password_file"], "--exchange-password-file", "the password of the service account"
    )
    return Access(config, {"password": password})


def _salesforce(options: Options, known: Access) -> Access:
    config = {"login_url": SALESFORCE_LOGIN} | known.config
    config["client_id"] = _need(options, known, "salesforce_client_id", "Salesforce", "client_id")
    if options["salesforce_url"]:
        config["login_url"] = checks.salesforce_url(check_endpoint(options["salesforce_url"], "--salesforce-url"))
    if options["stamp_field"]:
        config["stamp_field"] = checks.stamp_field(options["stamp_field"])
    secret = dict(known.secret)
    if path := options["salesforce_key_file"]:
        key = read_secret(path, "--salesforce-key-file", "the private key")
        secret["private_key"] = checks.private_key(key, path)
    if path := options["salesforce_client_secret_file"]:
        secret["client_secret"] = read_secret(path, "--salesforce-client-secret-file", "the client secret")
    return Access(config, secret)


def _need(options: Options, known: Access, name: str, kind: str, stored: str = "") -> str:
    value = options[name] or known.config.get(stored or name)
    if not value:
        whose = f"--exchange {kind}" if kind in ("graph", "ews") else f"the {kind} connection"
        raise Refused(f"--{name.replace('_', '-')} is needed for {whose}.")
    return str(value).strip()


def _given(options: Options, *names: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for option, stored in names:
        if value := options[option]:
            yield stored, value


def _python(name: str) -> str:
    return name.replace("-", "_")
