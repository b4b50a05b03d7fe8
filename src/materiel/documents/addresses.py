"""Which addresses a fetch may connect to: those of the public internet, however they are written."""

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Public by the registries, and yet no place for a report. Source: IANA special-purpose registries,
# and the metadata services of cloud providers that answer on a public address.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's platform
        "100.100.100.200/32",  # Alibaba Cloud's metadata, inside shared space
        "192.0.0.0/24",  # protocol assignments, Oracle's metadata among them
        "192.88.99.0/24",  # 6to4 relays
        "64:ff9b::/96",  # NAT64: an IPv4 address inside
        "64:ff9b:1::/48",  # local NAT64
        "2002::/16",  # 6to4: an IPv4 address inside
        "2001::/32",  # Teredo: an IPv4 address inside
        "2001::/23",  # protocol assignments
        "::/96",  # IPv4-compatible
        "fec0::/10",  # site-local, given up
        "100::/64",  # discard
    )
)


def refusal_of(address: str) -> str | None:
    """Why an address is not connected to; None where it may be.

    >>> refusal_of("192.0.2.1") is None, refusal_of("93.184.215.14") is None
    (False, True)
    >>> refusal_of("::ffff:127.0.0.1")
    '127.0.0.1 is a loopback address'
    """
    if "%" in address:
        return f"{address} has a zone"
    try:
        found: _Address = ipaddress.ip_address(address)
    except ValueError:
        return f"{address} is no address"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return f"{found} is a loopback address"
    if found.is_link_local:
        return f"{found} is a link-local address"
    if found.is_multicast or found.is_unspecified or found.is_reserved:
        return f"{found} is no address of one host"
    if found.is_private or not found.is_global:
        return f"{found} is a private address"
    for network in _REFUSED:
        if found.version == network.version and found in network:
            return f"{found} is in {network}, which leads elsewhere"
    return None
