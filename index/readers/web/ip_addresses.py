"""Kinds of IP addresses: public, private, or special.

Private addresses can be allowed. Special ones are always refused: link-local (used by the metadata
services of clouds, which give out credentials), multicast, reserved and unspecified addresses.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Literal

Kind = Literal["public", "private", "special"]

PRIVATE = [
    ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7",
    )
]  # fmt: skip
# The only IPv6 block that IANA assigns from (RFC 4291, 2.4), and in it documentation (RFC 9637).
_GLOBAL, _DOCUMENTATION = IPv6Network("2000::/3"), IPv6Network("3fff::/20")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_OLD_RELAYS = IPv4Network("192.88.99.0/24")  # RFC 7526, deprecated


def kind_of(address: str) -> Kind:
    """The kind of an IP address; anything else is special.

    >>> kind_of("8.8.8.8"), kind_of("::ffff:127.0.0.1"), kind_of("169.254.169.254")
    ('public', 'private', 'special')
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "special"
    inner = _inside(ip)
    if inner is not None:
        return kind_of(str(inner))
    if any(ip in network for network in PRIVATE):
        return "private"
    return "public" if is_public(ip) else "special"


def refusal(address: str, allow_private: bool) -> str | None:
    """Why `address` is refused, or None if it is allowed."""
    kind = kind_of(address)
    if kind == "public" or (kind == "private" and allow_private):
        return None
    if kind == "private":
        return f"{address} is on a private network; use --allow-private to read from it"
    return f"{address} is not a public address"


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, IPv4Address):
        return ip not in _OLD_RELAYS
    return ip in _GLOBAL and ip not in _DOCUMENTATION


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one embeds: mapped, 6to4 or NAT64."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
