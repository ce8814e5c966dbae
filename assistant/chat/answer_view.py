"""Answers, complete or partial, as paragraphs for a terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from assistant.chat.paragraphs import FAINT, NAME, STRONG, HangingIndent, Unbroken, paragraph, words
from assistant.chat.partial_answer import Line
from assistant.render.escape import clean

if TYPE_CHECKING:
    from assistant.schema.answer import Answer, Citation


def show_answer(answer: "Answer", with_links: bool) -> list[RenderableType]:
    """A whole answer; `with_links` prints addresses, for terminals without hyperlinks."""
    shown: list[RenderableType] = [show_resolved(answer.resolved)] if answer.resolved else []
    if answer.abstention is None:
        notes = [paragraph(found.note) for found in answer.disagreements]
        cited = show_citations(answer.citations, with_links)
        return [*shown, *show_statements(answer), *notes, *cited]
    told = paragraph(f"The archive does not answer this ({answer.abstention.reason}).", STRONG)
    shown += [told, paragraph(answer.text)]
    if answer.abstention.nearest:
        nearest = show_citations(answer.abstention.nearest, with_links)
        shown += [Text(""), paragraph("Nearest coverage:"), *nearest[1:]]
    return shown


def show_resolved(question: str) -> HangingIndent:
    """A follow-up question as it was understood."""
    return paragraph(f"Understood as: {question}", FAINT)


def show_statements(answer: "Answer") -> list[RenderableType]:
    """The statements as one paragraph, or as a list if the answer's text is one."""
    lines = [Line(s.text, tuple(s.citations)) for s in answer.statements]
    if not answer.text.startswith("- "):
        return [show_lines(lines)]
    return [HangingIndent("- ", show_lines([line]).text) for line in lines]


def show_lines(lines: Iterable[Line]) -> HangingIndent:
    """Statements in one paragraph; unchecked ones are faint and end in an ellipsis."""
    shown = []
    for line in lines:
        if line.citations is not None:
            numbers = "".join(f"[{number}]" for number in line.citations)
            shown.append(Text.assemble(words(line.text), " " if numbers else "", (numbers, NAME)))
        else:
            shown.append(words(f"{line.text.rstrip()}…", FAINT))
    return HangingIndent("", Text(" ").join(shown))


def show_citations(citations: "Sequence[Citation]", with_links: bool) -> list[RenderableType]:
    """Each quotation with its title, source, day and place."""
    shown: list[RenderableType] = [Text("")] if citations else []
    for citation in citations:
        first = f"[{citation.number}] "
        margin = " " * len(first)
        shown.append(HangingIndent(first, words(f"“{citation.quote}”"), NAME))
        shown.append(HangingIndent(margin, where(citation)))
        if not citation.link:
            shown.append(HangingIndent(margin, words(place_of(citation), FAINT)))
        elif with_links:
            shown.append(Unbroken(margin + citation.link))
    return shown


def place_of(citation: "Citation") -> str:
    """The address that opens at the sentence, or the file and offsets."""
    if citation.link:
        return citation.link
    return f"{citation.article.path} ({citation.start}-{citation.end})"


def headline(citation: "Citation") -> str:
    """Title (or id), source and day."""
    article = citation.article
    day = article.published_at.date().isoformat() if article.published_at else "no date"
    return ", ".join(part for part in (article.title or article.id, article.source, day) if part)


def where(citation: "Citation") -> Text:
    """The headline of the cited article, linked to the sentence."""
    link = Style(link=clean(citation.link)) if citation.link else Style()
    return words(headline(citation), Style.parse(FAINT) + link)
