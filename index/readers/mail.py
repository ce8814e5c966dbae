"""Mail (.eml, .mbox): newsletters. The subject is the title, the sender the source."""

import email
from codecs import BOM_UTF8
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from index.models import Article, Problem
from index.readers.base import Origin, UnreadableError, attempt
from index.readers.encoding import LARGEST_ARTICLE, decode, read_bytes
from index.readers.fields import article_of
from index.readers.html import page_text


def read_eml(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file).removeprefix(BOM_UTF8)
    message = email.message_from_bytes(data, policy=policy.default)
    if not message.keys():
        raise UnreadableError("not a mail: it has no headers")
    yield from article_of(_text(message), _fields(message), origin)


def read_mbox(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    number = 0
    for number, message in enumerate(_messages(file), start=1):
        here = origin.part(number, "message")
        yield from attempt(here.place, partial(read_eml, BytesIO(message), here))
    if not number:
        raise UnreadableError("contains no mail")


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """The messages; each begins with a line "From " after an empty line."""
    lines: list[bytes] | None = None
    size, after_empty = 0, True
    while line := file.readline(LARGEST_ARTICLE):
        line = line.removeprefix(BOM_UTF8)
        if after_empty and line.startswith(b"From "):
            if lines is not None:
                yield b"".join(lines)
            lines, size = [], 0
        elif lines is not None and size <= LARGEST_ARTICLE:
            lines.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
            size += len(line)
        after_empty = not line.strip()
    if lines is not None:
        yield b"".join(lines)


def _fields(message: EmailMessage) -> dict[str, Any]:
    name, address = parseaddr(_header(message, "From"))
    return {
        "id": _header(message, "Message-ID").strip("<> ") or None,
        "title": _header(message, "Subject") or None,
        "source": name or address or None,
        "published_at": _header(message, "Date") or None,
    }


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except Exception:  # the parser raises many types on malformed headers
        return ""


def _text(message: EmailMessage) -> str:
    """The text of the HTML part, else of the plain part."""
    plain = message.get_body(("plain",))
    page = message.get_body(("html",))
    text = page_text(_content(page)) if page else ""
    if not text and plain:
        text = _content(plain)
    if not text.strip():
        raise UnreadableError("contains no text")
    return text


def _content(part: Any) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decode(data, part.get_content_charset())
