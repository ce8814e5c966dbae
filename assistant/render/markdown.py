"""Answers as Markdown with footnotes; text of articles is escaped."""

import re
import string
import unicodedata
from urllib.parse import quote

from assistant.render import sections
from assistant.render.runs import runs_of
from assistant.render.titles import day_of, place_of, safe_link, title_of
from assistant.schema.answer import Answer, Citation, Statement

# CommonMark allows a backslash before each of these; $ is mathematics in notebooks, ~ and | are
# GitHub's. _BEGINNING is markup only at the beginning of a line.
_MARKUP = re.compile(r"([\\`*_\[\]<>&~$|])")
_BEGINNING = re.compile(r"^([#+=:-]|\d{1,9}(?=[.)]))")
# Control and bidirectional characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def answer_in_markdown(answer: Answer, *, question: bool, label: str) -> str:
    """The answer, after its `question` if wanted; footnote names begin with `label`."""
    parts = [f"**{in_markdown(answer.question)}**"] if question else []
    parts += [f"Understood as: {in_markdown(answer.resolved)}"] if answer.resolved else []
    if answer.abstention:
        parts += [f"The archive does not answer this. {in_markdown(answer.text)}"]
        if answer.abstention.searched:
            parts += [in_markdown(str(answer.abstention.searched))]
        if answer.abstention.nearest:
            nearest = [f"- {_citation(citation)}" for citation in answer.abstention.nearest]
            parts += ["Nearest coverage:", "\n".join(nearest)]
    else:
        parts += _statements(answer, label)
        meaning = sections.legend(answer.statements)
        parts += [f"*{in_markdown(meaning)}*"] if meaning else []
        parts += [in_markdown(found.note) for found in answer.disagreements]
        note = answer.usage.get("note") or answer.unanswered
        parts += [in_markdown(str(note))] if note else []
    if answer.withheld:
        withheld = [f"- “{in_markdown(w.text)}” {in_markdown(w.reason)}" for w in answer.withheld]
        parts += ["\n".join([f"*{sections.count_withheld(answer)}:*", "", *withheld])]
    said = sections.texts_of(answer.statements)
    parts += [
        f"[^{label}{cited.number}]: {_citation(cited, sections.is_said(cited, said))}"
        for cited in answer.citations
    ]
    return "\n\n".join(parts) + "\n"


def _statements(answer: Answer, label: str) -> list[str]:
    """Paragraphs, or lists below their headings."""
    parts = []
    for heading, group in sections.by_heading(answer.statements):
        statements = [_statement(one, label) for one in group if isinstance(one, Statement)]
        parts += [f"### {in_markdown(heading)}"] if heading else []
        is_list = heading or answer.is_list
        parts += ["\n".join(f"- {one}" for one in statements) if is_list else " ".join(statements)]
    return parts


def _statement(statement: Statement, label: str) -> str:
    numbers = "".join(f"[^{label}{number}]" for number in statement.citations)
    after = f"{numbers}{sections.mark_of(statement)}"
    return statement_in_markdown(statement, after) + after


def statement_in_markdown(statement: Statement, after: str = "") -> str:
    """Its text on one line, the words that answer strong; `after` is what comes after it."""
    runs = runs_of(statement, _seen)
    texts = ["", *(run.text for run in runs), after]
    shown = [
        _strong(before[-1:], run.text, behind[:1]) if run.role == "answer" else _escaped(run.text)
        for before, run, behind in zip(texts, runs, texts[2:], strict=False)
    ]
    return _BEGINNING.sub(_escaped_beginning, "".join(shown))


def _strong(before: str, text: str, after: str) -> str:
    """`text` as strong, without punctuation at its edges that keeps `**` from being markup."""
    start, end = 0, len(text)
    while start < end and not _delimits(text[start - 1] if start else before, text[start]):
        start += 1
    while start < end and not _delimits(text[end] if end < len(text) else after, text[end - 1]):
        end -= 1
    strong = f"**{_escaped(text[start:end])}**" if start < end else ""
    return _escaped(text[:start]) + strong + _escaped(text[end:])


def _delimits(outside: str, inside: str) -> bool:
    """Whether `**` between them is markup.

    Source: https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis.
    """
    is_mark = outside in string.punctuation or unicodedata.category(outside)[0] == "P"
    return inside.isalnum() or ((is_mark or outside.isspace()) and not inside.isspace())


def in_markdown(text: str) -> str:
    """`text` on one line, escaped so that Markdown shows it literally."""
    line = " ".join(_seen(text).split())
    return _BEGINNING.sub(_escaped_beginning, _escaped(line))


def _seen(text: str) -> str:
    return _UNSEEN.sub(" ", text)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _escaped_beginning(found: re.Match[str]) -> str:
    """A backslash before the character, or after the number of a list item."""
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _citation(citation: Citation, is_said: bool = False) -> str:
    """Quotation (unless the answer says it), title (linked to the sentence), source and day."""
    article = citation.article
    title = in_markdown(title_of(article))
    link = safe_link(citation.link)
    # Percent-encoded, so that no character ends the link early.
    address = quote(link or "", safe="%/:?#@!$&'*+,;=~").replace("'", "%27")
    named = f"[{title}]({address})" if link else title
    parts = [named, in_markdown(article.source or ""), day_of(article)]
    parts += [] if link else [place_of(citation)]
    quotation = "" if is_said else f"{in_markdown(sections.quoted(citation.quote))} "
    return quotation + ", ".join(filter(None, parts))
