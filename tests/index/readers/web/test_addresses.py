"""Which addresses are refused, however they are spelled, and that the checked one is used."""

import ipaddress
import socket
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.web import Access, is_address, read_address
from index.readers.web.ip_addresses import kind_of, refusal
from tests.index.readers.web.stories import page, read_one, reason
from tests.web_server import WebServer

PRIVATE = """127.0.0.1 127.255.255.254 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255
192.168.0.1 100.64.0.1 ::1 fc00::1 fd12:3456::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::FFFF:10.0.0.1
0:0:0:0:0:ffff:192.168.1.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 2002:7f00:1::
2002:c0a8:101::1""".split()
SPECIAL = """0.0.0.0 0.1.2.3 169.254.0.1 169.254.169.254 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255
192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 192.0.0.1 192.88.99.1 :: fe80::1 fe80::1%eth0 fec0::1
ff02::1 ff0e::1 2001:db8::1 2001::1 3fff::1 100::1 64:ff9b:1::1 ::7f00:1 ::ffff:0:7f00:1
::ffff:0.0.0.0 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: 4000::1 5f00::1
127.1 2130706433 0x7f.1 0177.0.0.1 localhost""".split()
PUBLIC = """1.1.1.1 8.8.8.8 172.15.255.255 172.32.0.1 192.167.1.1 100.63.0.1 100.128.0.1 126.0.0.1
128.0.0.1 2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_unless_it_is_allowed(address: str) -> None:
    assert kind_of(address) == "private"
    assert "--allow-private" in str(refusal(address, allow_private=False))
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", SPECIAL)
def test_an_address_without_news_is_always_refused(address: str) -> None:
    assert kind_of(address) == "special"
    assert refusal(address, allow_private=True) and refusal(address, allow_private=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_read_from(address: str) -> None:
    assert refusal(address, allow_private=False) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_keeps_its_kind_inside_ipv6(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    wrapped = [
        f"::ffff:{ip}",
        str(ipaddress.IPv6Address((0x0064FF9B << 96) | number)),
        str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
    ]
    assert {kind_of(one) for one in wrapped} == {kind_of(str(ip))}
    assert kind_of(str(ip)) != "public" or ip.is_global


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_that_is_not_global_is_public(ip: ipaddress.IPv6Address) -> None:
    assert kind_of(str(ip)) != "public" or ip.is_global


# Each is this machine for the C library; the system's own resolver says so.
SPELLINGS = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001"]


@pytest.mark.parametrize("host", SPELLINGS)
def test_this_machine_is_refused_in_each_spelling(server: WebServer, host: str) -> None:
    said = reason(f"http://{host}:{server.port}/a", Access(seconds=20))
    assert "127.0.0.1 is on a private network" in said
    assert server.asked == []


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "169.254.169.254", "[::]", "[fe80::1]"])
def test_what_is_never_allowed_is_refused_on_the_way_in(host: str) -> None:
    assert "is not a public address" in reason(f"http://{host}/", Access(allow_private=True))


@pytest.mark.parametrize("host", ["[::ffff:127.0.0.1]", "[::1]", "[::ffff:7f00:1]"])
def test_this_machine_is_refused_in_ipv6(host: str) -> None:
    assert "is on a private network" in reason(f"http://{host}:9/", Access())


def test_a_host_is_resolved_once_and_connected_as_checked(
    server: WebServer, access: Access
) -> None:
    """DNS rebinding: the second answer would be another one."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    server.page("/a", page())
    url = f"http://wire.example:{server.port}/a"
    assert read_one(url, replace(access, resolve=resolve)).url == url
    assert asked == ["wire.example"] * 2  # robots.txt and the page: one connection each


def test_one_bad_address_among_good_ones_is_enough_to_refuse(access: Access) -> None:
    both = replace(access, resolve=lambda host, port: ["127.0.0.1", "169.254.169.254"])
    assert "refused: 169.254.169.254" in reason("http://wire.example/a", both)


def test_a_second_address_is_tried_where_the_first_is_silent(
    server: WebServer, access: Access
) -> None:
    server.page("/a", page())
    url = f"http://wire.example:{server.port}/a"
    both = replace(access, resolve=lambda host, port: ["::1", "127.0.0.1"])
    assert read_one(url, both).url == url


def test_an_unknown_or_endlessly_resolving_host_is_a_problem(access: Access) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    def slow(host: str, port: int) -> list[str]:
        time.sleep(2)
        return []

    assert "no such host" in reason("http://gone.example/", replace(access, resolve=unknown))
    assert "no such host" in reason("http://x.example/", replace(access, resolve=lambda h, p: []))
    told = reason("http://slow.example/", replace(access, resolve=slow, seconds=0.2))
    assert told.startswith("no complete answer within 0.2 s")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://", "it has no host"),
        ("https:///a", "it has no host"),
        ("ftp://wire.example/a", "ftp:// is not supported"),
        ("file:///etc/passwd", "file:// is not supported"),
        ("http://a:b/", "not a valid address"),
        ("http://a:99999/", "no port 99999"),
        ("http://wire\nexample/", "not a valid address"),
        ("http://ana:secret@wire.example/", "user name and password"),
        ("http://wire.example/\ud800", "not a valid address"),
    ],
)
def test_an_address_that_is_none_is_one_line(url: str, said: str) -> None:
    assert is_address(url)
    (problem,) = read_address(url, Access())
    assert said in str(getattr(problem, "reason", None))


@pytest.mark.parametrize("path", ["a.html", "http", "https:/a", "c:/a.html", "//host/a", "a/b://c"])
def test_a_file_s_name_is_no_address(path: str) -> None:
    assert not is_address(path)
