"""Fills evidence into prompts, escaped so that no article can imitate the prompt's own lines."""

import unicodedata
from collections.abc import Sequence

from assistant.llm.genre import genre_of
from assistant.schema.evidence import EvidenceSentence
from index.models import Article
from index.prompt_injection import is_hostile

GAP = "…"  # between sentences of an article that do not follow each other
_AUTHORS = 3  # in a header


def evidence_lines(evidence: Sequence[EvidenceSentence]) -> list[str]:
    """One line a sentence, grouped under article headers; only our lines start with #, [ or …."""
    lines: list[str] = []
    last: EvidenceSentence | None = None
    for sentence in evidence:
        if last is None or last.article.id != sentence.article.id:
            lines.append(f"\n{header_of(sentence.article)}")
        elif sentence.number != last.number + 1:
            lines.append(GAP)
        lines.append(f"[{sentence.id}] {shown(sentence.text)}")
        last = sentence
    return lines


def header_of(article: Article) -> str:
    """The line above an article's sentences: `# title | source | day | authors | opinion`.

    A header that addresses a model becomes `# Article`.
    """
    day = article.published_at and article.published_at.date()
    updated = article.updated_at and article.updated_at.date()
    said = (article.title, article.source, *article.authors[:_AUTHORS])
    fields = (
        article.title,
        article.source,
        day and day.isoformat(),
        updated and updated != day and f"updated {updated.isoformat()}",
        article.authors and f"by {', '.join(article.authors[:_AUTHORS])}",
        genre_of(article),
    )
    header = " | ".join(shown(str(field)) for field in fields if field)
    if not header or any(is_hostile(text) for text in (header, *filter(None, said))):
        return "# Article"
    return f"# {header}"


def shown(text: str) -> str:
    """`text` on one line, invisible characters escaped, so that it cannot end its own line.

    >>> shown("one\\u202e\\ntwo")
    'one<U+202E> two'
    """
    words = text.split()
    return " ".join(w if w.isprintable() else "".join(map(_visible, w)) for w in words)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cn"):
        return character
    return f"<U+{ord(character):04X}>"
