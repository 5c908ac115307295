"""Requests that no browser sends are refused as the sender's fault, and the real server stays up."""

import socket

import pytest

from tests.faults.conftest import Installation

pytestmark = pytest.mark.slow


def status_line(port: int, *headers: str) -> str:
    """Return the first line of the answer to a bare request with these headers."""
    lines = "\r\n".join(["GET / HTTP/1.1", *headers, "Connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(lines.encode())
        return line.makefile("rb").readline().decode().strip()


def test_a_request_with_two_hosts_is_a_bad_request(installation: Installation) -> None:
    port = installation.serve().port
    one, other = f"Host: 127.0.0.1:{port}", "Host: elsewhere.example"
    assert status_line(port, one) == "HTTP/1.1 200 OK"
    for headers in ((one, other), (other, one), (one, one), (other,), ("Host: a b",)):
        assert status_line(port, *headers) == "HTTP/1.1 400 Bad Request", headers
    assert status_line(port, one) == "HTTP/1.1 200 OK"
