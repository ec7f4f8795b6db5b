"""A deployment whose API is the process that people run, at its most talkative, and what it writes to its log."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from ops.processes import gunicorn, listens
from sandbox.running import App
from server.parts import Parts
from tests.server.deployment import Deployment, run_deployment
from tests.server.environment import environment_of
from tests.waiting import until

# Parameters of OAuth (RFC 6749, 7636, 7523) whose values nobody else may learn.
SECRETS = frozenset(
    "code state code_verifier client_secret client_assertion assertion refresh_token access_token id_token password"
    " ticket token csrf".split()
)
SHORTEST = 8


@dataclass
class Overheard:
    """The secrets that went between the API, the browser and the sandbox."""

    values: set[str] = field(default_factory=set)

    def around(self, app: App) -> App:
        def listening(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            size = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(size) if size else b""
            environ["wsgi.input"] = BytesIO(body)
            self._note(parse_qsl(environ.get("QUERY_STRING", "")))
            if "urlencoded" in environ.get("CONTENT_TYPE", ""):
                self._note(parse_qsl(body.decode()))
            bearer = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[2]
            self._note([("token", bearer)])
            answer = b"".join(app(environ, start_response))
            if answer.startswith(b'{"access_token"') or b'"refresh_token"' in answer:
                self._note(json.loads(answer).items())
            return [answer]

        return listening

    def _note(self, pairs: Any) -> None:
        self.values |= {str(value) for name, value in pairs if name in SECRETS and len(str(value)) >= SHORTEST}


@dataclass(frozen=True)
class Served:
    """log: where both its processes write to."""

    deployment: Deployment
    overheard: Overheard
    log: Path


@contextmanager
def run_served(folder: Path) -> Iterator[Served]:
    overheard, log = Overheard(), folder / "api.log"
    with run_deployment(folder, around=overheard.around, serving=partial(_by_gunicorn, log)) as running:
        yield Served(running, overheard, log)


@contextmanager
def _by_gunicorn(log: Path, parts: Parts) -> Iterator[None]:
    settings = parts.settings
    environ = environment_of(settings, log_level="debug")
    with (
        log.open("wb") as out,
        subprocess.Popen(gunicorn(f"localhost:{settings.port}"), env=environ, stderr=out) as api,
    ):
        try:
            until(lambda: listens("localhost", settings.port), what="the API")
            yield
        finally:
            api.terminate()
