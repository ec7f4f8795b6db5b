"""The environment of a process of its own that belongs to a deployment."""

import os

from core.settings import Settings


def environment_of(settings: Settings, *, log_level: str) -> dict[str, str]:
    """This process's, with what another one reads the same settings from."""
    chosen = {
        "HOME": settings.home,
        "PORT": settings.port,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "KEY_FILE": settings.key_file,
        "CA_FILE": settings.ca_file or "",
        "PUBLIC_URL": settings.public_url,
        "ADDIN_CLIENT_ID": settings.addin_client_id,
        "AUTHORITY_URL": settings.authority_url,
        "OFFICE_JS_URL": settings.office_js_url,
        "LOG_LEVEL": log_level,
    }
    return {**os.environ, **{f"BOTHWAYS_{name}": str(value) for name, value in chosen.items()}}
