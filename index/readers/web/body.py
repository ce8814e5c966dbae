"""A body, as it is sent -> its bytes, never more of them than allowed, packed or unpacked."""

import zlib
from collections.abc import Iterable, Iterator, Mapping

from index.readers.base import UnreadableError
from index.readers.web.limits import Access

_GZIP = {b"gzip", b"x-gzip"}


def receive(headers: Mapping[bytes, bytes], parts: Iterable[bytes], access: Access) -> bytes:
    """All of it, unpacked. Raises UnreadableError beyond `access.most_bytes`, packed or not."""
    told = headers.get(b"content-length", b"0")
    if told.isdigit() and len(told) < 20 and int(told) > access.most_bytes:
        raise _too_large(access)
    packing = headers.get(b"content-encoding", b"").strip().lower()
    if packing in _GZIP:
        return _unpacked(_bounded(parts, access), access)
    if packing not in (b"", b"identity"):
        raise UnreadableError("packed in a way that was not asked for")
    return b"".join(_bounded(parts, access))


def _bounded(parts: Iterable[bytes], access: Access) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > access.most_bytes:
            raise _too_large(access)
        yield part


def _unpacked(parts: Iterable[bytes], access: Access) -> bytes:
    """A few kilobytes of gzip can be gigabytes: never one byte more than allowed is unpacked."""
    unpacker = zlib.decompressobj(wbits=31)
    body = bytearray()
    try:
        for part in parts:
            body += unpacker.decompress(part, access.most_bytes + 1 - len(body))
            if len(body) > access.most_bytes:
                raise _too_large(access)
    except zlib.error as error:
        raise UnreadableError("packed as gzip, and broken") from error
    if body and not unpacker.eof:
        raise UnreadableError("packed as gzip, and its end is missing")
    return bytes(body)


def _too_large(access: Access) -> UnreadableError:
    return UnreadableError(f"larger than {access.most_bytes / 2**20:g} MB, too large for a page")
