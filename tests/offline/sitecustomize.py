"""Forbids connections that leave this machine. Python runs it at the start of every process that has this folder on its path.

`tests/conftest.py` puts it there, so it holds for the suite and for every Python program that a test starts.
"""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

_REACHING_OUT = ("socket.connect", "socket.sendto", "socket.sendmsg")  # their address is the second argument
_LOOKING_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")  # a host, the first argument

attempts: list[str] = []


class LeftTheHost(Exception):  # says what happened
    """Something tried to reach another machine."""


def stays_here(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether what is about to happen concerns this machine alone."""
    if event in _REACHING_OUT:
        address = arguments[1]
        return not isinstance(address, tuple) or address[0] in ("", "localhost") or _loopback(address[0])  # else a path
    host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    return host in (None, "", "localhost") or _is_number(host)  # a number is not looked up anywhere


def _loopback(host: str) -> bool:
    return _is_number(host) and (ip_address(host).is_loopback or ip_address(host).is_unspecified)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in (*_REACHING_OUT, *_LOOKING_UP) and not stays_here(event, arguments):
        attempts.append(f"{event} {arguments[event in _REACHING_OUT]!r}")
        raise LeftTheHost(attempts[-1])


sys.addaudithook(_watch)
