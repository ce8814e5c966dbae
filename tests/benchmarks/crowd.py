"""A crowd of articles for `fit_ranking --crowd`: news and an encyclopedia out of gensim's wheel.

    pip download --no-deps gensim==4.4.0 && python -m tests.benchmarks.crowd gensim-*.whl FOLDER

349 short news articles (the Lee corpus, ABC 2000 to 2002) and 104 long articles of Wikipedia. They
are data of gensim's own tests, and stay out of this repository.
"""

import bz2
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_DATA = "gensim/test/test_data/"
_NEWS = ("lee_background.cor", "lee.cor")
_PAGES = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
# What wiki markup puts around the words, in the order in which it is taken off.
_MARKUP = (
    (r"<!--.*?-->|<ref[^>]*/>|<ref.*?</ref>|<(math|gallery|timeline).*?</\1>|<[^>]+>", ""),
    (r"\[\[(?:File|Image|Category|[a-z-]{2,12}):(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]", ""),
    (r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1"),
    (r"\[https?://\S+\s*([^\]]*)\]", r"\1"),
    (r"'{2,}|^[*#:;]+|^=[^\n]*=\s*$|^[ \t]*[|!][^\n]*$", ""),
    (r"\n{3,}", "\n\n"),
)


def main(wheel: Path, folder: Path) -> None:
    """Writes `articles.jsonl` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as data:
        found = [*_news(data), *_pages(data)]
    lines = (json.dumps(one, ensure_ascii=False) for one in found)
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(len(found), "articles")


def _news(data: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    for name in _NEWS:
        texts = data.read(_DATA + name).decode("utf-8", "replace").splitlines()
        for number, text in enumerate(texts):
            yield {"id": f"{name}-{number}", "text": text}


def _pages(data: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    root = ElementTree.fromstring(bz2.decompress(data.read(_DATA + _PAGES)))
    for page in root.iterfind("{*}page"):
        title, text = page.findtext("{*}title"), page.findtext("{*}revision/{*}text") or ""
        if title and not text.upper().startswith("#REDIRECT"):
            yield {"id": f"wiki-{title}", "title": title, "text": _plain(text)}


def _plain(text: str) -> str:
    before = ""
    while before != text:  # templates and tables stand in one another
        before, text = text, re.sub(r"\{\{[^{}]*\}\}|\{\|[^{}]*?\|\}", "", text)
    for pattern, instead in _MARKUP:
        text = re.sub(pattern, instead, text, flags=re.DOTALL | re.MULTILINE)
    return text.strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
