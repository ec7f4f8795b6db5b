"""Whether ports can be listened on, asked before anything is started."""

import socket
from collections.abc import Mapping

from ops.environment import Refused


def check_free(host: str, wanted: Mapping[str, int], to_do: str) -> None:
    """wanted: port by what it is for.

    Raises:
        Refused: one of them is in use, or the host is not this machine's.
    """
    for what, port in wanted.items():
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind, protocol) as probe:
                # As servers do: a port whose last connections still linger is free.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise Refused(f"{what} cannot listen on {host}:{port} ({error.strerror}). {to_do}") from None
