"""A story as a file of each format that there is a reader for."""

import csv
import gzip
import re
import tarfile
from collections.abc import Callable
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_ILLEGAL_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _html(text: str) -> str:
    parts = re.split("(?:\r?\n){2}", text)
    return f"<html><body><article><p>{'</p><p>'.join(parts)}</p></article></body></html>"


def _json(text: str) -> str:
    return (
        '{"text": "'
        + text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace('"', '\\"')
        + '"}'
    )


def _table(separator: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        file = StringIO(newline="")
        csv.writer(file, delimiter=separator).writerows([["source", "text"], ["", text]])
        return file.getvalue()

    return write


def _mail(text: str) -> str:
    head = "From: desk@courier.example\nContent-Type: text/plain; charset=utf-8\n"
    return f"{head}Content-Transfer-Encoding: 8bit\n\n{text}"


def _warc(data: bytes, *, packed: bool) -> bytes:
    file = BytesIO()
    writer = WARCWriter(file, gzip=packed)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    page = _html(data.decode("utf-8-sig", "replace")).encode()
    url = "https://courier.example/ferry"
    writer.write_record(
        writer.create_warc_record(url, "response", payload=BytesIO(page), http_headers=headers)
    )
    return file.getvalue()


def _zip(data: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("news/story.txt", data)
    return file.getvalue()


def tar(data: bytes, name: str = "news/story.txt") -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w") as packed:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        packed.addfile(member, BytesIO(data))
    return file.getvalue()


def _docx(text: str) -> bytes:
    document, file = docx.Document(), BytesIO()
    for paragraph in re.split("(?:\r?\n){2}", _ILLEGAL_IN_XML.sub("", text)):
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def pdf(text: str, **properties: str) -> bytes:
    file = BytesIO()
    body = getSampleStyleSheet()["BodyText"]
    parts = re.split("(?:\r?\n){2}", text.replace("&", "&amp;").replace("<", "&lt;"))
    document = SimpleDocTemplate(file, **properties)
    document.build([Paragraph(part, body) for part in parts])
    return file.getvalue()


# Formats that are text, and what a text looks like in them.
WRITTEN: dict[str, Callable[[str], str]] = {
    ".txt": str, ".md": str, ".markdown": str, ".html": _html, ".htm": _html,
    ".jsonl": _json, ".ndjson": _json, ".json": _json,
    ".csv": _table(","), ".tsv": _table("\t"),
    ".eml": _mail, ".mbox": lambda text: f"From a@b.example Mon Jan  1\n{_mail(text)}",
}  # fmt: skip
# Formats that have an encoding of their own.
BUILT: dict[str, Callable[[str], bytes]] = {".docx": _docx, ".pdf": pdf}
# Formats that hold a file.
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zip": _zip,
    ".tar": tar,
    ".tar.gz": lambda data: gzip.compress(tar(data)),
    ".tgz": lambda data: gzip.compress(tar(data)),
    ".warc": lambda data: _warc(data, packed=False),
    ".warc.gz": lambda data: _warc(data, packed=True),
}


def made(suffix: str, text: str, encoding: str) -> bytes:
    """`text` as a file of that format."""
    if suffix in BUILT:
        return BUILT[suffix](text)
    written = WRITTEN.get(suffix, str)(text).encode(encoding, errors="replace")
    return PACKED.get(suffix, bytes)(written)
