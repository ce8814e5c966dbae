"""Fills evidence into prompts, escaped so that no article can imitate the prompt's own lines."""

import unicodedata
from collections.abc import Sequence

from assistant.schema.evidence import EvidenceSentence
from index.injection import is_hostile


def evidence_lines(evidence: Sequence[EvidenceSentence]) -> list[str]:
    """One line a sentence, grouped under article headers; only our lines start with # or [."""
    lines: list[str] = []
    previous = None
    for sentence in evidence:
        if (sentence.article.id, sentence.hit) != previous:
            previous = (sentence.article.id, sentence.hit)
            header = sentence.article.embedding_header
            title = "" if is_hostile(header) else shown(header)
            lines.append(f"\n# {title or 'Article'}")
        lines.append(f"[{sentence.id}] {shown(sentence.text)}")
    return lines


def shown(text: str) -> str:
    """`text` on one line, invisible characters escaped, so that it cannot end its own line.

    >>> shown("one\\u202e\\ntwo")
    'one<U+202E> two'
    """
    return " ".join("".join(map(_visible, text)).split())


def _visible(character: str) -> str:
    if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cn"):
        return character
    return f"<U+{ord(character):04X}>"
