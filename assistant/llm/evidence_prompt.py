"""Evidence as data: what a model is shown of articles, none of which can pass for our words."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

import prompts
from assistant.schema.evidence import EvidenceSentence
from index.injection import is_hostile


def answer_prompt(
    question: str, evidence: Sequence[EvidenceSentence], prompt: str = "answer"
) -> str:
    """The prompt of that name with today's date, the evidence and the question filled in."""
    return prompts.load(prompt).substitute(
        today=f"{datetime.now(UTC):%A, %-d %B %Y}",
        evidence="\n".join(_lines(evidence)),
        question=shown(question),
    )


def _lines(evidence: Sequence[EvidenceSentence]) -> list[str]:
    """A line a sentence, headed by its article; only our own lines begin with a mark."""
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
    """`text` in one line, what is invisible in it spelled out: it cannot close what it stands in.

    >>> shown("one\\u202e\\ntwo")
    'one<U+202E> two'
    """
    return " ".join("".join(map(_visible, text)).split())


def _visible(character: str) -> str:
    if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cn"):
        return character
    return f"<U+{ord(character):04X}>"
