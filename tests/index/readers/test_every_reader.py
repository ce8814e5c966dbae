"""What each reader must pass: hostile and broken files end as an Article or a Problem."""

import gzip
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from index.models import Article, Problem
from index.readers import READERS, read
from index.sentences import split_sentences
from tests.index.readers.formats import BUILT, PACKED, WRITTEN, made, tar

STORY = (
    "The bridge was closed on Monday, the agency said in a statement to reporters.\n\n"
    "It will open again in May, “if the jacks hold,” said Zoë Müller of the café on the quay."
)


def test_every_reader_is_known_to_these_tests():
    assert set(READERS) == {*WRITTEN, *BUILT, *PACKED} - {".warc.gz"}


# Without other names of the same reader.
SUFFIXES = sorted({*READERS, ".warc.gz"} - {".markdown", ".htm", ".ndjson", ".tgz"})
BYTES = {
    "nothing": b"",
    "a byte order mark": b"\xef\xbb\xbf",
    "white space": b" \n\t\r\n\n",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" * 20,
    "all bytes": bytes(range(1, 256)) * 20,
    "nesting": b"[{(<div>>- " * 2_000,
    "half a character": STORY.encode()[:-1] + b"\xe2\x80",
}
WITHOUT_TEXT = ("nothing", "white space", "a picture")
TEXTS = {
    "plain": STORY,
    "CRLF": STORY.replace("\n", "\r\n"),
    "right to left": STORY + " قال الوزير إن الميناء سيغلق يوم الاثنين.",
    "emoji": "🐑🗳️ " + STORY + " 👩‍👩‍👧",
    "control characters": STORY + " \x07 \x85 \u2028 \u200b \ufffe.",
    "escaped surrogates": STORY + " \\ud800 &#xd800; &#0;",
    "marks": "# [*_`~>|<" + STORY,
}
# Mail names its encoding in its headers, which are ASCII.
ALWAYS_UTF_8 = {".jsonl", ".ndjson", ".eml", ".mbox", ".warc", ".warc.gz"}
ENCODINGS = ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-32"]
# Every two of a suffix, an encoding and a text come together everyday, all three if slow.
ENCODED = [
    pytest.param(
        suffix, encoding, name, marks=() if (s + e + t) % len(ENCODINGS) == 0 else pytest.mark.slow
    )
    for s, suffix in enumerate(SUFFIXES)
    for e, encoding in enumerate(ENCODINGS)
    for t, name in enumerate(TEXTS)
]


def readings(folder: Path, suffix: str, data: bytes) -> list[Article | Problem]:
    file = folder / (f"story.txt{suffix}" if suffix == ".gz" else f"story{suffix}")
    file.write_bytes(data)
    found = list(read([file]))
    assert found
    for article in found:
        if isinstance(article, Article):
            assert article.text == article.text.strip() != ""
            assert article.id and article.path and article.path.startswith(str(file))
            article.text.encode("utf-8")
            assert all(article.text[s.start : s.end] for s in split_sentences(article.text))
            assert article.fingerprint
    return found


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", BYTES)
def test_broken_bytes_end_as_an_article_or_a_problem(
    tmp_path: Path, suffix: str, name: str
) -> None:
    found = readings(tmp_path, suffix, BYTES[name])
    assert all("\n" not in str(one) for one in found if isinstance(one, Problem))
    assert isinstance(found[0], Problem) or name not in WITHOUT_TEXT


@pytest.mark.parametrize(("suffix", "encoding", "name"), ENCODED)
def test_any_encoded_text_gives_an_article_or_a_problem(
    tmp_path: Path, suffix: str, encoding: str, name: str
) -> None:
    found = readings(tmp_path, suffix, made(suffix, TEXTS[name], encoding))
    assert sum(isinstance(one, Article) for one in found) <= 1
    assert all("\n" not in str(one) for one in found if isinstance(one, Problem))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("name", ["plain", "CRLF"])
def test_a_story_is_the_same_whatever_its_format(
    tmp_path: Path, suffix: str, encoding: str, name: str
) -> None:
    (article,) = readings(tmp_path, suffix, made(suffix, TEXTS[name], encoding))
    assert isinstance(article, Article)
    if suffix == ".pdf":  # says where lines end, not where paragraphs do
        assert article.text.split() == STORY.split()
    else:
        assert article.text == STORY


@pytest.mark.parametrize("suffix", sorted({*WRITTEN, *BUILT, ".warc"} - {".markdown", ".htm"}))
@pytest.mark.parametrize("packed", [".gz", ".zip", ".tar.gz"])
def test_each_format_is_read_packed_too(tmp_path: Path, suffix: str, packed: str) -> None:
    data = made(suffix, STORY, "utf-8")
    file = tmp_path / f"story{suffix}{packed}"
    if packed == ".gz":
        file.write_bytes(gzip.compress(data))
    elif packed == ".zip":
        with ZipFile(file, "w", ZIP_DEFLATED) as members:
            members.writestr(f"news/story{suffix}", data)
    else:
        file.write_bytes(gzip.compress(tar(data, f"news/story{suffix}")))
    (article,) = read([file])
    assert isinstance(article, Article) and article.text.split() == STORY.split()
    (plain,) = readings(tmp_path, suffix, data)
    assert isinstance(plain, Article) and article.text == plain.text


@pytest.mark.parametrize("suffix", sorted({*WRITTEN, *PACKED} - ALWAYS_UTF_8))
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32"])
def test_other_encodings_keep_their_letters(tmp_path: Path, suffix: str, encoding: str) -> None:
    story = STORY.replace("“", '"').replace("”", '"')
    (article,) = readings(tmp_path, suffix, made(suffix, story, encoding))
    assert isinstance(article, Article)
    assert article.text == story
