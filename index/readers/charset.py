"""Bytes -> text. Text is evidence: only line ends, and what cannot be seen, are changed.

That is lone surrogates, control characters and, by index/unicode_text.py, soft hyphens and others.
"""

import codecs
import re
import unicodedata
from typing import BinaryIO

import charset_normalizer

from index.readers.base import UnreadableError
from index.unicode_text import readable

# Bytes of one article; the longest in public news corpora are far below 1 MB.
LARGEST_ARTICLE = 64 * 2**20
_GUESSED_FROM = 2**20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The older encodings of the web (WHATWG). With all of Python's encodings to choose from, a short
# text in windows-1252 is taken for one of the DOS encodings.
_WEB_ENCODINGS = [f"cp125{number}" for number in range(8)] + ["koi8_r", "cp932", "cp949"]
_WEB_ENCODINGS += ["gb18030", "big5", "euc_jp"]
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f]")
_JOINERS = "\u200c\u200d"  # where readable text has them, letters need them
_NOISE = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
# Bytes of windows-1252 in text that is declared as another of its family.
_C1 = {n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0)}
_MOST_NULS = 100  # one byte of so many
_BINARY = "looks like a binary file, not text"


def read_text(file: BinaryIO, declared: re.Pattern[bytes] | None = None) -> str:
    """The content of a file with one article, decoded and cleaned.

    `declared` finds the encoding that the file itself declares. Raises UnreadableError.
    """
    data = read_bytes(file)
    named = declared.search(data[:2048]) if declared else None
    return clean(decode(data, named.group(1).decode("ascii") if named else None))


def read_bytes(file: BinaryIO) -> bytes:
    """The content of a file with one article. Raises UnreadableError if it is too large."""
    data = file.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise too_large()
    return data


def too_large() -> UnreadableError:
    """The error for more than LARGEST_ARTICLE bytes."""
    return UnreadableError(f"larger than {LARGEST_ARTICLE // 2**20} MB, too large for one article")


def decode(data: bytes, declared: str | None = None) -> str:
    """Decodes by byte order mark, else as UTF-8, else as `declared`, else by the best guess."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if data.count(0) * _MOST_NULS > len(data):
        raise UnreadableError(_BINARY)
    data = data.replace(b"\0", b"")
    # A page whose declaration can be read as ASCII is not UTF-16, even if it declares that.
    named = [declared] if declared and not declared.lower().startswith("utf") else []
    for encoding, errors in [("utf-8", "surrogatepass"), *((name, "strict") for name in named)]:
        try:
            return data.decode(encoding, errors)
        except (UnicodeError, LookupError):
            continue
    mostly = data.decode("utf-8", errors="replace")
    broken = mostly.count("\ufffd")
    # Mixed encodings: another encoding would silently corrupt the valid letters.
    beyond_ascii = len(mostly) - len(mostly.encode("ascii", "ignore"))
    if broken <= beyond_ascii - broken:
        return mostly
    return data.decode(_guess(data), errors="replace")


def clean(text: str) -> str:
    """`text` with "\\n" as line end, without broken characters or surrounding white space."""
    if _is_noise(text):
        raise UnreadableError(_BINARY)
    text = scrub(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    text = readable(text.translate(_C1)).strip()
    if not text.strip("\0"):
        raise UnreadableError("contains no text")
    return _CONTROL.sub("\ufffd", text)


def scrub(text: str) -> str:
    """Replaces lone surrogates, which neither UTF-8 nor SQLite can store, with U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def one_line(value: str) -> str | None:
    """A title, name or address in one line, without control characters and marks that hide text."""
    seen = readable(scrub(value))
    visible = "".join(c for c in seen if c.isspace() or c in _JOINERS or not is_invisible(c))
    return " ".join(visible.split()) or None


def is_invisible(character: str) -> bool:
    """Whether it is a control or formatting character."""
    return unicodedata.category(character) in ("Cc", "Cf")


def _guess(data: bytes) -> str:
    guess = charset_normalizer.from_bytes(data[:_GUESSED_FROM], cp_isolation=_WEB_ENCODINGS).best()
    if guess is None:
        raise UnreadableError(_BINARY)
    return guess.encoding


def _is_noise(text: str) -> bool:
    """Whether more than 5 % of the first 10,000 characters are control characters."""
    beginning = text[:10_000]
    return len(_NOISE.findall(beginning)) > max(8, len(beginning) // 20)
