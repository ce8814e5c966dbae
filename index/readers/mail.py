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
from index.readers.charset import LARGEST_ARTICLE, decode, read_bytes
from index.readers.fields import article_of
from index.readers.html import visible_text
from index.readers.markup_text import paragraphs_of

_MOST = 0.8  # of the plain part; HTML with less of it has lost some
_SHORTEST = 300  # code points of a mail that is an article although others are attached to it


def read_eml(file: BinaryIO, origin: Origin) -> Iterator[Article | Problem]:
    data = read_bytes(file).removeprefix(BOM_UTF8)
    message = email.message_from_bytes(data, policy=policy.default)
    if not message.keys():
        raise UnreadableError("not a mail: it has no headers")
    yield from _articles(message, origin)


def _articles(message: EmailMessage, origin: Origin) -> Iterator[Article | Problem]:
    """The mails that are attached to this one, and it itself if it says more than "see below"."""
    inner = [part.get_content() for part in _attached(message, "message/rfc822")]
    for number, attached in enumerate(inner, start=1):
        yield from _articles(attached, origin.member(f"mail-{number}"))
    text = _text(message)
    if not inner or len(text) >= _SHORTEST:
        yield from article_of(text, _fields(message), origin)


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
    """The text of the HTML part, or of the plain part if that says more; and attached texts."""
    page, plain = message.get_body(("html",)), message.get_body(("plain",))
    shown = visible_text(_content(page)) if page else ""
    written = _plain_text(_content(plain)) if plain else ""
    parts = [shown if len(shown) >= _MOST * len(written) else written]
    parts += [_plain_text(_content(part)) for part in _attached(message, "text/plain")]
    return "\n\n".join(filter(None, parts))


def _plain_text(text: str) -> str:
    """Its paragraphs without a signature, and without the marks of a mail that is all quoted."""
    lines = text.replace("\r\n", "\n").split("\n-- \n")[0].split("\n")
    if all(line.startswith(">") or not line.strip() for line in lines):
        lines = [line.lstrip("> ") for line in lines]
    return "\n\n".join(paragraphs_of("\n".join(lines)))


def _attached(message: EmailMessage, kind: str) -> list[Any]:
    return [part for part in message.iter_attachments() if part.get_content_type() == kind]


def _content(part: Any) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decode(data, part.get_content_charset())
