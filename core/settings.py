"""Settings from the environment (`BOTHWAYS_*`) and from `.env`; the README lists them with their defaults."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from core.loopback import is_loopback

PREFIX = "BOTHWAYS_"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")
_PLAIN = re.compile(r"[A-Za-z0-9./_~:%\[\]-]+")
NAMES = {
    "HOME": "where state lives (database, keys, the embedded Valkey)",
    "DATABASE_URL": "sqlite:///… or postgresql://…",
    "REDIS_URL": "redis://, rediss:// or unix:// of a Redis 6.2+ or Valkey; empty: the embedded Valkey",
    "KEY_FILE": "the key ring that encrypts credentials",
    "CA_FILE": "PEM file with the private CAs to trust, for Exchange on premises and for the sandbox",
    "HOST": "address the API listens on",
    "PORT": "port of the API",
    "WORKERS": "worker processes, 1 to 64",
    "LOG_LEVEL": "debug, info, warning or error",
    "SYNC_MINUTES": "minutes between two runs of a mailbox, 1 to 1440",
    "PUBLIC_URL": "where people and Outlook reach the API and the task pane, https://…, without a path",
    "ADDIN_CLIENT_ID": "application id of the add-in's app registration in Entra",
    "AUTHORITY_URL": "where people sign in to Entra",
    "FRAME_ANCESTORS": "origins that may frame the task pane, separated by spaces",
    "OFFICE_JS_URL": "where the task pane loads office.js from",
    "PROXIES": "reverse proxies before the API whose X-Forwarded-For is believed, 0 to 5",
}

AUTHORITY = "https://login.microsoftonline.com"
OFFICE_JS = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
# Outlook on the web; its address on premises is the admin's to add.
OUTLOOK_HOSTS = (
    "https://outlook.office.com",
    "https://outlook.office365.com",
    "https://outlook.live.com",
    "https://outlook.cloud.microsoft",
)


class SettingError(ValueError):
    """A setting is wrong or missing; the message is one sentence that says which and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Paths are absolute."""

    home: Path
    database_url: str
    redis_url: str
    key_file: Path
    ca_file: Path | None
    host: str
    port: int
    workers: int
    log_level: str
    sync_minutes: int
    public_url: str
    addin_client_id: str
    authority_url: str
    frame_ancestors: tuple[str, ...]
    office_js_url: str
    proxies: int

    def __repr__(self) -> str:
        return f"Settings(home={self.home})"  # URLs may hold passwords


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read and check the settings; a variable of the environment beats the same one in `.env`.

    Raises:
        SettingError: a value is wrong, or a name with our prefix is unknown (most likely misspelt).
    """
    file_values = {k: v for k, v in dotenv_values(env_file or Path(".env")).items() if v is not None}
    merged = {**file_values, **(os.environ if environ is None else environ)}
    given = {k.removeprefix(PREFIX): v.strip() for k, v in merged.items() if k.startswith(PREFIX)}
    unknown = sorted(set(given) - set(NAMES) - {"SCHEMAS"})
    if unknown:
        raise SettingError(f"{PREFIX}{unknown[0]} is not a setting; known are {', '.join(PREFIX + n for n in NAMES)}.")
    port = _number(given, "PORT", 8400, (1, 65535))
    home = Path(given.get("HOME") or "var").expanduser().absolute()
    return Settings(
        home=home,
        database_url=given.get("DATABASE_URL") or f"sqlite:///{home / 'bothways.db'}",
        redis_url=_redis_url(given.get("REDIS_URL", "")),
        key_file=Path(given.get("KEY_FILE") or home / "keys.json").expanduser().absolute(),
        ca_file=_file(given.get("CA_FILE"), "CA_FILE"),
        host=given.get("HOST") or "127.0.0.1",
        port=port,
        workers=_number(given, "WORKERS", 2, (1, 64)),
        log_level=_choice(given.get("LOG_LEVEL") or "info", "LOG_LEVEL", ("debug", "info", "warning", "error")),
        sync_minutes=_number(given, "SYNC_MINUTES", 30, (1, 1440)),
        public_url=_origin(given.get("PUBLIC_URL") or f"http://localhost:{port}", "PUBLIC_URL"),
        addin_client_id=given.get("ADDIN_CLIENT_ID", "").lower(),
        authority_url=check_endpoint(given.get("AUTHORITY_URL") or AUTHORITY, f"{PREFIX}AUTHORITY_URL"),
        frame_ancestors=tuple(
            _origin(one, "FRAME_ANCESTORS") for one in (given.get("FRAME_ANCESTORS") or " ".join(OUTLOOK_HOSTS)).split()
        ),
        office_js_url=_origin_and_path(given.get("OFFICE_JS_URL") or OFFICE_JS, "OFFICE_JS_URL"),
        proxies=_number(given, "PROXIES", 0, (0, 5)),
    )


def check_endpoint(url: str, what: str) -> str:
    """The URL without its trailing slash.

    Raises:
        SettingError: it is not https, and not plain http to a loopback host, or it carries credentials.
    """
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("https", "http"):
        raise SettingError(f"{what} {url!r} is not an https:// address.")
    if parts.username or parts.password:
        raise SettingError(f"{what} must not carry a user or password; give them as options of their own.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise SettingError(f"{what} {url!r} is plain http; only https is accepted (http for this machine only).")
    return url.rstrip("/")


def _origin(url: str, name: str) -> str:
    """Scheme, host and port alone, as it is put into headers and compared."""
    checked = check_endpoint(url, PREFIX + name)
    parts = urlsplit(checked)
    if parts.path or parts.query or parts.fragment or not _ORIGIN.fullmatch(checked):
        raise SettingError(f"{PREFIX}{name} {url!r} must be an address without a path, such as https://host.example.")
    return checked.lower()


def _origin_and_path(url: str, name: str) -> str:
    """An address that a header may hold: of nothing but letters, digits and . / - _ ~ : % [ ]"""
    if not _PLAIN.fullmatch(url):
        raise SettingError(f"{PREFIX}{name} {url!r} holds characters that an address of a script must not have.")
    return check_endpoint(url, PREFIX + name)


def _redis_url(url: str) -> str:
    if url and urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise SettingError(f"{PREFIX}REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url


def _file(value: str | None, name: str) -> Path | None:
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    if not path.is_file():
        raise SettingError(f"{PREFIX}{name} names {path}, which is not a file.")
    return path


def _number(given: Mapping[str, str], name: str, default: int, bounds: tuple[int, int]) -> int:
    text = given.get(name) or str(default)
    low, high = bounds
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(f"{PREFIX}{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _choice(value: str, name: str, choices: tuple[str, ...]) -> str:
    if value.lower() not in choices:
        raise SettingError(f"{PREFIX}{name} is {value!r}; it must be one of {', '.join(choices)}.")
    return value.lower()
