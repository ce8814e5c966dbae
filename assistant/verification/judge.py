"""The interface of judges, which decide whether sentences support statements, and their prompt.

No text can imitate another line of a prompt: only our own lines begin with `#`, `[`, a number or
`-`, and each text is on one line, after its mark.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant.llm.evidence_prompt import header_of, shown
from assistant.llm.structured_request import Form
from assistant.schema.evidence import EvidenceSentence, by_article
from index.prompt_injection import is_hostile
from index.sentences import split_sentences

Ruling = Literal["supported", "partly", "unsupported"]


@dataclass(frozen=True, slots=True)
class Case:
    """A statement to judge by the sentences it cites; `near` are others that may support it.

    `doubts` say what exact checks did not find.
    """

    text: str
    cited: tuple[EvidenceSentence, ...]
    near: tuple[EvidenceSentence, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ruling and its reason in a few words.

    `part` is what is supported of a statement that is "partly"; `ids` are the sentences that
    support it, if they are others than it cites.
    """

    ruling: Ruling
    reason: str = ""
    part: str = ""
    ids: tuple[str, ...] = ()


class Judge(Protocol):
    """Decides whether sentences support statements, all statements of an answer at once."""

    @property
    def is_local(self) -> bool:
        """Whether it computes here, so that it must not run in an event loop."""
        ...

    def judge(self, cases: Sequence[Case]) -> Generator[Form, Any, Sequence[Verdict | None]]:
        """A verdict for each case; None where there is none.

        Raises what sending its request raised: `ModelError`, `BudgetError`, `DraftError`.
        """
        ...


def sentence_lines(cases: Sequence[Case]) -> str:
    """The sentences of all cases, each once, by article and in the order of the text.

    Prompt injections are left out. The sentence before each one shows who "she" is.
    """
    every = {one.id: one for case in cases for one in (*case.cited, *case.near)}
    return "\n".join(line for some in by_article(every.values()) for line in _article_lines(some))


def statement_lines(cases: Sequence[Case]) -> str:
    """The statements with their numbers from 1, the ids they cite, and the doubts."""
    lines = []
    for number, case in enumerate(cases, start=1):
        ids = ", ".join(one.id for one in case.cited) or "nothing"
        lines.append(f"{number}. (cites {ids}) {shown(case.text)}")
        lines += [f"   - doubt: {shown(doubt)}" for doubt in case.doubts]
    return "\n".join(lines)


def _article_lines(sentences: Sequence[EvidenceSentence]) -> Iterator[str]:
    yield f"\n{header_of(sentences[0].article)}{_weekday(sentences[0])}"
    following = -1
    for sentence in sorted(sentences, key=lambda one: one.span.start):
        if sentence.number != following and (before := _before(sentence)):
            yield f"- before it: {before}"
        if not is_hostile(sentence.text):
            yield f"[{sentence.id}] {shown(sentence.text)}"
        following = sentence.number + 1


def _weekday(sentence: EvidenceSentence) -> str:
    """The article's day of the week, by which "on Monday" is resolved."""
    day = sentence.article.published_at
    return f" | a {day:%A}" if day else ""


def _before(sentence: EvidenceSentence) -> str:
    """The sentence of the article right before it."""
    article = sentence.article
    start = max(0, sentence.span.start - 600)
    spans = split_sentences(article.text[start : sentence.span.start], article.language)
    if not spans:
        return ""
    text = article.text[start + spans[-1].start : start + spans[-1].end]
    return "" if is_hostile(text) else shown(text)
