"""No connection leaves the host: the guard in `tests/offline` holds, in this process and in those that tests start."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable

import pytest

ELSEWHERE = ("192.0.2.1", 9)  # an address for documentation: nobody has it


def by_connect() -> None:
    with socket.socket() as one:
        one.connect(ELSEWHERE)


def by_connect_ex() -> None:
    with socket.socket() as one:
        one.connect_ex(ELSEWHERE)


def by_datagram() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ELSEWHERE)


def by_looking_up_a_name() -> None:
    socket.getaddrinfo("example.org", 80)


def by_looking_up_a_host() -> None:
    socket.gethostbyname("example.org")


@pytest.mark.parametrize("way", [by_connect, by_connect_ex, by_datagram, by_looking_up_a_name, by_looking_up_a_host])
def test_every_way_to_another_machine_is_barred(way: Callable[[], None], no_connection_leaves_the_host: list[str]) -> None:
    with pytest.raises(Exception, match=r"^socket\.\w+ .*(192\.0\.2\.1|example\.org)"):
        way()
    assert len(no_connection_leaves_the_host) == 1
    no_connection_leaves_the_host.clear()  # meant


def test_an_attempt_whose_error_is_swallowed_is_kept_to_fail_the_test(no_connection_leaves_the_host: list[str]) -> None:
    try:
        by_connect()
    except Exception:
        swallowed = list(no_connection_leaves_the_host)
    no_connection_leaves_the_host.clear()
    assert swallowed == ["socket.connect ('192.0.2.1', 9)"]


def test_programs_that_tests_start_are_barred_too() -> None:
    program = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=0.1)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "LeftTheHost" in ended.stderr


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as one:
        assert one.getpeername() == server.getsockname()
