"""Hosts that are this machine: to them alone may anything go without encryption."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """True for `localhost` and the addresses 127.0.0.0/8 and ::1. host: in lower case, without port and brackets."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
