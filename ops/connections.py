"""Connections from command options: which settings each kind needs, and where its secrets are read from."""

from typing import Any

import click
from sqlalchemy.orm import Session

from core import accounts
from core.models.accounts import Mailbox, Org
from core.settings import check_endpoint
from ops.environment import read_secret
from worker.composition import Composition

SALESFORCE_LOGIN = "https://login.salesforce.com"
Options = dict[str, str | None]


def connection_options(function: Any) -> Any:
    """The options of `org add` and `org change` that describe connections."""
    for option in reversed(
        [
            click.option("--exchange", type=click.Choice(["graph", "ews"]), help="Microsoft 365, or Exchange Server"),
            click.option("--exchange-url", help="EWS address, or another Graph endpoint"),
            click.option("--authority-url", help="Graph: another sign-in address than login.microsoftonline.com"),
            click.option("--tenant", help="Graph: tenant id or domain"),
            click.option("--client-id", help="Graph: application id"),
            click.option("--client-secret-file", metavar="PATH", help="Graph: file with the client secret"),
            click.option("--certificate-file", metavar="PATH", help="Graph: PEM with certificate and key, instead"),
            click.option("--exchange-user", help="EWS: service account"),
            click.option("--exchange-password-file", metavar="PATH", help="EWS: file with its password"),
            click.option("--exchange-auth", type=click.Choice(["basic", "ntlm"]), help="EWS: default basic"),
            click.option(
                "--access", type=click.Choice(["impersonation", "delegate"]), help="EWS: default impersonation"
            ),
            click.option("--salesforce-url", help=f"sign-in address, default {SALESFORCE_LOGIN}"),
            click.option("--salesforce-client-id", help="consumer key of the External Client App"),
            click.option("--salesforce-client-secret-file", metavar="PATH", help="its secret, if it has one"),
            click.option("--salesforce-key-file", metavar="PATH", help="PEM private key for the JWT bearer flow"),
            click.option("--stamp-field", help="unique external id field on Contact, default Bothways_Stamp__c"),
        ]
    ):
        function = option(function)
    return function


def connect(parts: Composition, session: Session, row: Org, options: Options) -> None:
    if options["exchange"]:
        kind = options["exchange"]
        config, secret = _graph(options) if kind == "graph" else _ews(options)
        accounts.put_connection(session, parts.keys, row, kind, config=config, secret=secret)
    if options["salesforce_client_id"]:
        config, secret = _salesforce(options)
        accounts.put_connection(session, parts.keys, row, "salesforce", config=config, secret=secret)


def _graph(options: Options) -> tuple[dict[str, Any], dict[str, str]]:
    tenant, client_id = _need(options, "tenant"), _need(options, "client_id")
    config = {"tenant": tenant, "client_id": client_id}
    for name in ("exchange_url", "authority_url"):
        if url := options[name]:
            config[name.removeprefix("exchange_")] = check_endpoint(url, f"--{name.replace('_', '-')}")
    if options["certificate_file"]:
        return config, {"certificate": read_secret(options["certificate_file"], "the certificate with its key")}
    return config, {"client_secret": read_secret(options["client_secret_file"], "the client secret")}


def _ews(options: Options) -> tuple[dict[str, Any], dict[str, str]]:
    config = {
        "url": check_endpoint(_need(options, "exchange_url"), "--exchange-url"),
        "user": _need(options, "exchange_user"),
        "auth": options["exchange_auth"] or "basic",
        "access": options["access"] or "impersonation",
    }
    return config, {"password": read_secret(options["exchange_password_file"], "the password of the service account")}


def _salesforce(options: Options) -> tuple[dict[str, Any], dict[str, str]]:
    config: dict[str, Any] = {
        "login_url": check_endpoint(options["salesforce_url"] or SALESFORCE_LOGIN, "--salesforce-url"),
        "client_id": _need(options, "salesforce_client_id"),
    }
    if options["stamp_field"]:
        config["stamp_field"] = options["stamp_field"]
    secret = {}
    if options["salesforce_key_file"]:
        secret["private_key"] = read_secret(options["salesforce_key_file"], "the private key")
    if options["salesforce_client_secret_file"]:
        secret["client_secret"] = read_secret(options["salesforce_client_secret_file"], "the client secret")
    return config, secret


def own_salesforce(parts: Composition, session: Session, box: Mailbox, refresh_token: str) -> None:
    shared = next((c for c in box.org.connections if c.kind == "salesforce" and c.mailbox_id is None), None)
    if shared is None:
        raise accounts.AccountError(f"{box.org.name} has no Salesforce connection; add it with: bothways org change")
    secret = accounts.secret_of(parts.keys, shared) | {"refresh_token": refresh_token}
    secret.pop("private_key", None)
    accounts.put_connection(
        session, parts.keys, box.org, "salesforce", config=shared.config, secret=secret, mailbox=box
    )


def _need(options: Options, name: str) -> str:
    value = options[name]
    if not value:
        raise click.UsageError(f"--{name.replace('_', '-')} is needed for this connection.")
    return value
