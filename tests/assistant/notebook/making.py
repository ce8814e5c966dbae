"""Answers made by hand, some of articles that would like to be more than text."""

from datetime import UTC, datetime
from typing import Any

from assistant.schema.answer import Abstention, Answer, Citation, CitedArticle, Statement

HOSTILE = (
    "<script>alert(1)</script></style><img src=x onerror=alert(2)> *bold* _it_ [x](javascript:f()) "
    "![i](http://e.example/i.png) `code` $x$ a|b ~~no~~ &lt;b&gt; \\ {{ 7*7 }} \u202egnorw\u202c"
)


def a_citation(
    number: int = 1, quote: str = "The bridge reopened on Monday.", **about: Any
) -> Citation:
    link = about.pop("link", "https://ledger.example/bridge#:~:text=The%20bridge")
    article = {
        "id": f"a{number}",
        "version": 1,
        "title": "Bridge reopens",
        "source": "Northern Ledger",
        "url": "https://ledger.example/bridge",
        "published_at": datetime(2024, 5, 20, tzinfo=UTC),
        "path": None,
    }
    return Citation(
        number=number,
        quote=quote,
        start=10,
        end=10 + len(quote),
        article=CitedArticle.model_validate(article | about),
        link=link,
    )


def an_answer(*citations: Citation, **about: Any) -> Answer:
    """An answer of one statement a citation; what else is said of it takes the place of that."""
    statements = [
        Statement(text=cited.quote, support="quoted", citations=[cited.number])
        for cited in citations
    ]
    fields = {
        "question": "When did the bridge reopen?",
        "answered": True,
        "text": " ".join(f"{cited.quote} [{cited.number}]" for cited in citations),
        "statements": statements,
        "citations": list(citations),
        "abstention": None,
        "as_of": None,
        "model": "quotes",
        "usage": {},
        "seconds": {},
        "id": "0123456789ab",
    }
    return Answer.model_validate(fields | about)


def an_abstention(*nearest: Citation, detail: str = "It does not say when.") -> Answer:
    """No answer, and the nearest coverage."""
    abstention = Abstention(reason="insufficient-evidence", detail=detail, nearest=list(nearest))
    return an_answer(answered=False, text=detail, abstention=abstention)
