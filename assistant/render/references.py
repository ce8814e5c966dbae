"""The cited articles of an answer for reference managers: BibTeX and CSL-JSON.

Each article has one entry, however many of its sentences are cited. Fields of CSL-JSON:
https://docs.citationstyles.org/en/stable/specification.html
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

from assistant.render.titles import safe_link, title_of
from assistant.schema.answer import Answer, Citation
from index.extras import require

# BibTeX counts braces even after a backslash: an unmatched one would end its field.
_BRACES = {ord("{"): r"{\textbraceleft}", ord("}"): r"{\textbraceright}"}


def answer_in_bibtex(answer: Answer) -> str:
    """An `@article` for each cited article, in LaTeX's ASCII encoding where it has one."""
    bibtex = require("notebook", "bibtexparser")
    entries = [_bibtex_entry(key, citation) for key, citation in _cited(answer)]
    return str(bibtex.write_string(bibtex.Library(entries)))


def answer_in_csl(answer: Answer) -> str:
    """A JSON list with an item for each cited article."""
    items = [_csl_item(key, citation) for key, citation in _cited(answer)]
    return json.dumps(items, ensure_ascii=False, indent=2)


def _cited(answer: Answer) -> Iterator[tuple[str, Citation]]:
    """The first citation of each article, with a unique key."""
    differing = [value.citation for found in answer.disagreements for value in found.values]
    first: dict[str, Citation] = {}
    for citation in [*answer.citations, *differing]:
        first.setdefault(citation.article.id, citation)
    taken: Counter[str] = Counter()
    for citation in first.values():
        key = _key(citation)
        taken[key] += 1
        yield key if taken[key] == 1 else f"{key}-{taken[key]}", citation


def _key(citation: Citation) -> str:
    """Source, year and the first long word of the title, such as "ledger2024bridge"."""
    article = citation.article
    words = _plain(title_of(article)).split()
    word = next((word for word in words if len(word) > 3), "".join(words[:1]))
    year = str(article.published_at.year) if article.published_at else ""
    key = "".join(_plain(article.source or "").split()[-1:]) + year + word
    return key if key[:1].isalpha() else f"article{key}"


def _plain(text: str) -> str:
    """Lower-case ASCII words."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", ascii_only)


def _csl_item(key: str, citation: Citation) -> dict[str, Any]:
    article = citation.article
    day = article.published_at
    # A byline may be a person or an agency, so family names are not guessed.
    authors = [{"literal": author} for author in citation.surroundings.authors]
    fields = {
        "title": title_of(article),
        "container-title": article.source,
        "author": authors,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": safe_link(article.url),
    }
    present = {name: value for name, value in fields.items() if value}
    return {"id": key, "type": "article-newspaper", **present}


def _bibtex_entry(key: str, citation: Citation) -> Any:
    model = require("notebook", "bibtexparser.model")
    article = citation.article
    day = article.published_at
    url = safe_link(article.url)
    fields = {
        "title": f"{{{_latex(title_of(article))}}}",  # keeps its capitals
        "author": " and ".join(map(_author, citation.surroundings.authors)),
        "journal": _latex(article.source or ""),
        "year": str(day.year) if day else "",
        "date": day.date().isoformat() if day else "",
        # Verbatim in BibTeX: only characters that would end the field are encoded.
        "url": quote(url, safe="%/:?#[]@!$&'()*+,;=~") if url else "",
    }
    return model.Entry("article", key, [model.Field(n, v) for n, v in fields.items() if v])


def _author(name: str) -> str:
    """Braces protect names that BibTeX would split (Ministry of Trade and Industry)."""
    words = _latex(name)
    return f"{{{words}}}" if re.search(r"\band\b|,", name, re.IGNORECASE) else words


def _latex(text: str) -> str:
    return str(_encoder().unicode_to_latex(" ".join(text.split())))


@cache
def _encoder() -> Any:
    latex = require("notebook", "pylatexenc.latexencode")
    kind = latex.RULE_DICT
    braces = latex.UnicodeToLatexConversionRule(rule_type=kind, rule=_BRACES)
    return latex.UnicodeToLatexEncoder(
        conversion_rules=[braces, "defaults"], unknown_char_warning=False
    )
