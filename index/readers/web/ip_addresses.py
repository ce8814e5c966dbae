"""Which numeric addresses are the public web's, which a private network's, and which neither.

Private ones can be allowed. Link-local ones (where clouds keep their secrets), multicast,
reserved and unspecified ones hold no news and are refused whatever is allowed.
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
# Global unicast is all that IANA has given out (RFC 4291, 2.4); in it, documentation (RFC 9637).
_GLOBAL, _DOCUMENTATION = IPv6Network("2000::/3"), IPv6Network("3fff::/20")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_OLD_RELAYS = IPv4Network("192.88.99.0/24")  # RFC 7526, deprecated


def kind_of(address: str) -> Kind:
    """What kind of numeric address this is; one that is not numeric is special.

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
    """Why nothing is read from `address`, in words, or None where it may be."""
    kind = kind_of(address)
    if kind == "public" or (kind == "private" and allow_private):
        return None
    if kind == "private":
        return f"{address} is on a private network; --allow-private reads from there"
    return f"{address} is no address of the public web"


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, IPv4Address):
        return ip not in _OLD_RELAYS
    return ip in _GLOBAL and ip not in _DOCUMENTATION


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4 or NAT64."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
