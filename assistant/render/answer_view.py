"""Answers, complete or partial, as paragraphs for a terminal."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from assistant.render import sections
from assistant.render.dateline import dateline
from assistant.render.escape import clean
from assistant.render.paragraphs import (
    FAINT,
    NAME,
    STRONG,
    HangingIndent,
    Unbroken,
    paragraph,
    words,
)
from assistant.render.runs import runs_of
from assistant.render.titles import headline
from assistant.schema.answer import Answer, Citation, Statement
from assistant.schema.timeline import Timeline

HEADING = "bold underline"
_STYLES = {"answer": STRONG, "dateline": FAINT, "": ""}


def show_answer(answer: Answer, with_links: bool, how: str = "") -> list[RenderableType]:
    """A whole answer; `with_links` prints addresses, for terminals without hyperlinks.

    `how` says how to see the statements that are withheld.
    """
    above = [show_resolved(answer.resolved)] if answer.resolved else []
    body = show_statements(answer.statements, answer.is_list) if answer.answered else []
    return [*above, *body, *show_below(answer, with_links, how)]


def show_below(answer: Answer, with_links: bool, how: str = "") -> list[RenderableType]:
    """What comes after the statements, or in place of them."""
    if answer.abstention is None:
        meaning = sections.legend(answer.statements)
        shown: list[RenderableType] = [Text(""), paragraph(meaning, FAINT)] if meaning else []
        is_list = answer.is_list or any(one.section for one in answer.statements)
        shown += [Text("")] if answer.disagreements and (is_list or meaning) else []
        shown += [paragraph(found.note) for found in answer.disagreements]
        shown += show_citations(answer.citations, with_links, sections.texts_of(answer.statements))
    else:
        told = "The archive does not answer this."
        shown = [paragraph(told, STRONG), paragraph(answer.text)]
        if answer.abstention.searched:
            shown.append(paragraph(str(answer.abstention.searched), FAINT))
        if answer.abstention.nearest:
            nearest = show_citations(answer.abstention.nearest, with_links)
            shown += [Text(""), paragraph("Nearest coverage:"), *nearest[1:]]
    if withheld := sections.count_withheld(answer):
        shown += [Text(""), paragraph(f"{withheld}{how and f'; {how}'}.", FAINT)]
    return shown


def show_resolved(question: str) -> HangingIndent:
    """A follow-up question as it was understood."""
    return paragraph(f"Understood as: {question}", FAINT)


def show_statements(parts: Iterable[sections.Part], is_list: bool = False) -> list[RenderableType]:
    """Running text, or a list under each heading; unchecked words are faint."""
    shown: list[RenderableType] = []
    for heading, group in sections.by_heading(parts):
        shown += [Text("")] if shown else []
        shown += [paragraph(heading, HEADING)] if heading else []
        if heading or is_list:
            shown += [HangingIndent("- ", show_part(part)) for part in group]
        else:
            shown.append(HangingIndent("", Text(" ").join(map(show_part, group))))
    return shown


def show_part(part: sections.Part) -> Text:
    """A statement with its numbers and its mark; unchecked words end in an ellipsis.

    The words that answer are strong, the dateline of a quotation is faint.
    """
    if not isinstance(part, Statement):
        return words(f"{part.rstrip()}…", FAINT)
    numbers = "".join(f"[{number}]" for number in part.citations)
    gap = " " if numbers else ""
    said = [(run.text, _STYLES[run.role]) for run in runs_of(part, clean)]
    return Text.assemble(*said, gap, (numbers, NAME), (sections.mark_of(part), FAINT))


def show_citations(
    citations: Sequence[Citation], with_links: bool, said: Iterable[str] = ()
) -> list[RenderableType]:
    """Each quotation with its title, source, day and place; without what is `said` above."""
    shown: list[RenderableType] = [Text("")] if citations else []
    said = list(said)
    for _, alike in groupby(citations, key=lambda one: _is_alike(one, said)):
        shown += _show_source([*alike], with_links, said)
    return shown


def _is_alike(citation: Citation, said: Iterable[str]) -> tuple[object, ...]:
    """The article of a quotation that is said above; else the citation itself."""
    if citation.link and sections.is_said(citation, said):
        return (citation.article.id, citation.article.version)
    return (citation.number,)


def _show_source(
    alike: Sequence[Citation], with_links: bool, said: Iterable[str]
) -> list[RenderableType]:
    """The numbers of one source, its headline and, if needed, quotation and place."""
    citation = alike[0]
    first = Text("").join([*map(_number, alike), Text(" ")])
    margin = " " * _number(citation).cell_len + " "
    if sections.is_said(citation, said):
        headed = HangingIndent(first, where(citation))
        if len(alike) > 1:  # many numbers would push the headline far to the right
            headed = HangingIndent("", first + where(citation), indent=len(margin))
        shown: list[RenderableType] = [headed]
    else:
        quotation = HangingIndent(first, _quote(sections.quoted(citation.quote), citation.quote))
        shown = [quotation, HangingIndent(margin, where(citation))]
    if not citation.link:
        shown.append(HangingIndent(margin, words(place_of(citation), FAINT)))
    elif with_links:
        shown.append(Unbroken(margin + place_of(citation)))
    return shown


def _quote(told: str, quotation: str) -> Text:
    """`told` on one line, with the dateline of the quotation in it faint."""
    shown, quote = words(told), words(quotation).plain
    start = shown.plain.find(quote)
    shown.stylize(FAINT, start, start + len(dateline(quote)))
    return shown


def _number(citation: Citation) -> Text:
    return Text(f"[{citation.number}]", Style.parse(NAME) + _link(citation))


def show_entries(timeline: Timeline) -> list[RenderableType]:
    return [
        HangingIndent(
            "- ",
            Text.assemble(
                _quote(f"{e.when}: {e.text}", e.text), " ", (f"[{e.citation.number}]", NAME)
            ),
        )
        for e in timeline.entries
    ]


def show_withheld(answer: Answer) -> list[RenderableType]:
    """The statements that are withheld, each with what is wrong with it."""
    shown: list[RenderableType] = []
    for one in answer.withheld:
        shown.append(HangingIndent("- ", words(f"“{one.text}”")))
        shown.append(HangingIndent("  ", words(one.reason, FAINT)))
    return shown


def place_of(citation: Citation) -> str:
    """The article's address, or the file and offsets."""
    if citation.link:
        return citation.link.partition("#:~:")[0]
    return f"{citation.article.path} ({citation.start}-{citation.end})"


def where(citation: Citation) -> Text:
    """The headline of the cited article, linked to the sentence."""
    return words(headline(citation.article), Style.parse(FAINT) + _link(citation))


def _link(citation: Citation) -> Style:
    return Style(link=clean(citation.link)) if citation.link else Style()
