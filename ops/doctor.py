"""`bothways doctor`: what is right and wrong here, and what to do about each."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from shlex import quote

from redis import Redis
from redis.exceptions import RedisError
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.accounts import AccountError
from core.errors import SyncError, Unauthorized
from core.mails import EMAIL
from core.migrations import is_current
from core.models.accounts import DISABLED, Mailbox, Org
from core.objects import CONTACT, OBJECT_TYPES
from core.records import Side
from core.secrets import SecretError
from core.settings import SettingError, Settings, load_settings
from worker.composition import Composition, compose
from worker.stores import check_filing, check_store, clock_offset
from worker.sync.kinds import OF_ONE_KIND

LOW_DISK_BYTES = 500 * 1024 * 1024
MOST_CLOCK_SECONDS = 60
NAMES = {Side.EXCHANGE: "Exchange", Side.CRM: "Salesforce"}


@dataclass(frozen=True, slots=True)
class Finding:
    """what: the thing looked at; says: how it is; to_do: empty where it is well."""

    what: str
    ok: bool
    says: str
    to_do: str = ""

    def to_json(self) -> dict[str, object]:
        return {"what": self.what, "ok": self.ok, "says": self.says, "to_do": self.to_do}


def examine() -> list[Finding]:
    """Look at everything; later checks are left out where an earlier one makes them pointless."""
    try:
        parts = compose(load_settings())
    except SettingError as error:
        return [Finding("settings", False, str(error), "Mend the setting and run doctor again.")]
    except SecretError as error:
        return [Finding("key ring", False, str(error), "Credentials cannot be read without it.")]
    settings = parts.settings
    well = Finding("settings", True, f"state in {settings.home}")
    findings = [well, *_proxies(settings), _disk(parts), _database(parts)]
    if not findings[-1].ok:
        return findings
    return [*findings, _queue(parts), *_signing_in(parts), *mailboxes(parts)]


def show(findings: list[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for finding in findings:
        mark = "[green]ok [/green]" if finding.ok else "[red]BAD[/red]"
        console.print(f"{mark} [bold]{finding.what}[/bold]: {finding.says}")
        if finding.to_do:
            console.print(f"    to do: {finding.to_do}")


def _proxies(settings: Settings) -> Iterator[Finding]:
    """Bothways itself speaks http: an https address is a proxy's."""
    if settings.public_url.startswith("https://"):
        ok, says = settings.proxies > 0, f"BOTHWAYS_PROXIES is {settings.proxies}, and people come by https"
        to_do = "Set it to the number of reverse proxies; without it everybody counts as one address."
        yield Finding("proxies", ok, says, "" if ok else to_do)


def _disk(parts: Composition) -> Finding:
    free = shutil.disk_usage(parts.settings.home).free
    ok = free > LOW_DISK_BYTES
    return Finding("disk", ok, f"{free // 2**20} MiB free", "" if ok else "Make room; the database needs it.")


def _database(parts: Composition) -> Finding:
    try:
        current = is_current(parts.database)
    except SQLAlchemyError as error:
        return Finding("database", False, f"does not answer ({type(error).__name__})", "Check BOTHWAYS_DATABASE_URL.")
    kind = parts.database.engine.dialect.name
    return Finding(
        "database",
        current,
        f"{kind}, {'up to date' if current else 'not up to date'}",
        "" if current else "Run: bothways migrate",
    )


def _queue(parts: Composition) -> Finding:
    url = parts.settings.redis_url
    if not url:
        return Finding("queue", True, "embedded Valkey, started by `bothways up`")
    try:
        with Redis.from_url(url, socket_connect_timeout=3) as client:
            version = str(client.info("server")["redis_version"])
    except RedisError as error:
        return Finding("queue", False, f"does not answer ({type(error).__name__})", "Check BOTHWAYS_REDIS_URL.")
    ok = tuple(int(part) for part in version.split(".")[:2]) >= (6, 2)
    return Finding("queue", ok, f"version {version}", "" if ok else "Bothways needs Redis 6.2+ or Valkey.")


def _signing_in(parts: Composition) -> Iterator[Finding]:
    """People of Microsoft 365 sign in to the add-in by its own registration. Asked for once Outlook can reach it."""
    settings = parts.settings
    with parts.database.session() as session:
        names = list(session.scalars(select(Org.name).where(Org.entra_tenant.is_not(None)).order_by(Org.name)))
    if not names or not settings.public_url.startswith("https://"):
        return
    if settings.addin_client_id:
        yield Finding("sign-in to the add-in", True, f"by the registration {settings.addin_client_id}")
        return
    says = f"BOTHWAYS_ADDIN_CLIENT_ID is not set, so nobody of {', '.join(names)} can sign in"
    to_do = "Register the add-in in Entra (README, The Outlook add-in), set it, and start Bothways again."
    yield Finding("sign-in to the add-in", False, says, to_do)


def mailboxes(parts: Composition) -> Iterator[Finding]:
    """Each side of each mailbox, kind by kind."""
    with parts.database.session() as session:
        boxes = list(session.scalars(select(Mailbox).where(Mailbox.state != DISABLED).order_by(Mailbox.address)))
        wanted = [(box.id, box.address, side, _renewal(box, side)) for box in boxes for side in Side]
    if not wanted:
        yield Finding("mailboxes", True, "none yet", "Add one: bothways org add, then bothways mailbox add")
    if wanted:
        yield from _clock(parts, wanted[0][0])
    for mailbox_id, address, side, renewal in wanted:
        yield from _kinds(f"{address}, {NAMES[side]}", _checks(parts, mailbox_id, side), renewal)


def _checks(parts: Composition, mailbox_id: str, side: Side) -> dict[str, Callable[[], str]]:
    """One for each kind that is synchronised, by its name."""
    filing = partial(check_filing, parts, mailbox_id, side)
    return {
        kind.plural: filing if kind is EMAIL else partial(check_store, parts, mailbox_id, kind, side)
        for kind in (*OBJECT_TYPES.values(), EMAIL)
        if parts.is_enabled(mailbox_id, kind)
    }


def _kinds(side: str, checks: Mapping[str, Callable[[], str]], renewal: str) -> Iterator[Finding]:
    """All of them, as a right is missing for one kind and not for another; but one alone where it is the connection
    itself that does not work, as to ask on would only lock the account."""
    works = False
    for kind, check in checks.items():
        finding, code = _guarded(side if kind == CONTACT.plural else f"{side}, {kind}", check, renewal)
        yield finding
        works = works or finding.ok
        if not (finding.ok or works or code in OF_ONE_KIND):
            return


def _clock(parts: Composition, mailbox_id: str) -> Iterator[Finding]:
    """Sign-ins carry the time, and are refused where it is wrong. Nothing is said without a connection."""
    try:
        offset = clock_offset(parts, mailbox_id, CONTACT)
    except (SyncError, AccountError, SecretError):
        return
    if offset is not None:
        seconds = round(offset.total_seconds())
        ok = abs(seconds) <= MOST_CLOCK_SECONDS
        says = f"{abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} Salesforce's"
        yield Finding("clock", ok, says, "" if ok else "Set this machine's clock, best by NTP; sign-ins need it.")


def _renewal(box: Mailbox, side: Side) -> str:
    """The command that gives new credentials."""
    own = any(c.mailbox_id == box.id for c in box.org.connections)
    if side is Side.CRM and own:
        return f"bothways mailbox change {box.address} --salesforce-refresh-token-file PATH"
    options = {"graph": "--client-secret-file", "ews": "--exchange-password-file"}
    what = f"--exchange {box.exchange} {options[box.exchange]}" if side is Side.EXCHANGE else "--salesforce-key-file"
    return f"bothways org change {quote(box.org.name)} {what} PATH"


def _guarded(what: str, check: Callable[[], str], renewal: str) -> tuple[Finding, str]:
    """With the error's code."""
    try:
        return Finding(what, True, check()), ""
    except Unauthorized as error:
        return Finding(what, False, error.message, f"Mend it there, or give new credentials: {renewal}"), error.code
    except SyncError as error:
        to_do = "Check the address and the network, and run doctor again."
        return Finding(what, False, error.message, to_do), error.code
    except (AccountError, SecretError) as error:
        return Finding(what, False, str(error), f"Set the connection up again: {renewal}"), ""
