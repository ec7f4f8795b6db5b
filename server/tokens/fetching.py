"""Fetches the keys that tokens are checked with: bounded in time and size, no redirects, our own certificate
authority trusted besides the public ones."""

import json
from typing import Any

import requests

from core.salesforce.transport import Network, new_session

SECONDS = 5.0
LARGEST = 256 * 1024


class Unreachable(Exception):
    """The keys could not be had; the token is neither good nor bad."""


def fetch_json(url: str, network: Network) -> Any:
    """The JSON document at an address that was checked before. Raises Unreachable."""
    session = new_session(network, system="identity")
    # Its check of the encoding would read the whole body, however large.
    session.hooks["response"].clear()
    try:
        with session.get(url, stream=True, timeout=SECONDS, headers={"Accept": "application/json"}) as response:
            if response.status_code != 200:
                raise Unreachable(f"{url} answered with status {response.status_code}")
            data = response.raw.read(LARGEST + 1, decode_content=True)
        if len(data) > LARGEST:
            raise Unreachable(f"the document at {url} is too large")
        return json.loads(data)
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        raise Unreachable(f"no document could be read from {url}") from error
    finally:
        session.close()
