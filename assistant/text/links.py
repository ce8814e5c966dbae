"""Links that open a page at a sentence: URLs with a text fragment, or pages of `assistant serve`.

Syntax: https://wicg.github.io/scroll-to-text-fragment/
"""

from urllib.parse import quote, urldefrag

# Longer quotations are shortened to their first and last words, as browsers do.
_WHOLE = 120
_WORDS = 6


def link_to(url: str | None, sentence: str) -> str | None:
    """`url` with a fragment for `sentence`; None if it is not a web address."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    words = sentence.split()
    if len(sentence) <= _WHOLE or len(words) <= 2 * _WORDS:
        directive = _encode(" ".join(words))
    else:
        directive = _encode(" ".join(words[:_WORDS])) + "," + _encode(" ".join(words[-_WORDS:]))
    return f"{urldefrag(url).url}#:~:text={directive}"


def article_path(article_id: str, version: int | None = None) -> str:
    """Where `assistant serve` shows an article."""
    encoded = quote(article_id, safe="")
    # Browsers take . and .. for folders, however they are encoded; a path has no line breaks.
    is_path = article_id not in (".", "..") and article_id.isprintable()
    queries = [] if is_path else [f"id={encoded}"]
    if version is not None:
        queries.append(f"version={version}")
    path = f"/articles/{encoded if is_path else ''}"
    return f"{path}?{'&'.join(queries)}" if queries else path


def sentence_path(article_id: str, version: int, start: int, end: int) -> str:
    """Where `assistant serve` shows the characters from `start` to `end` of an article, marked."""
    return f"{article_path(article_id, version)}&at={start}-{end}#cited"


def _encode(text: str) -> str:
    return quote(text, safe="", errors="replace").replace("-", "%2D")
