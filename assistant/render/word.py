"""Answers as Word documents, with their sources and links."""

from io import BytesIO
from typing import Any

from assistant.render import sections
from assistant.render.escape import clean
from assistant.render.runs import runs_of
from assistant.render.titles import day_of, place_of, safe_link, title_of
from assistant.schema.answer import Answer, Citation, Statement
from index.extras import require

_LONGEST_TITLE = 255  # characters of a document's property
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def answer_in_word(answer: Answer) -> bytes:
    """A .docx file: question, statements with their numbers, sources, what is withheld."""
    document = require("formats", "docx").Document()
    document.core_properties.author = ""
    document.core_properties.title = clean(answer.question)[:_LONGEST_TITLE]
    document.add_heading(clean(answer.question), 1)
    if answer.resolved:
        document.add_paragraph(f"Understood as: {clean(answer.resolved)}")
    if answer.abstention:
        document.add_paragraph(f"The archive does not answer this. {clean(answer.text)}")
        _add_sources(document, "Nearest coverage", answer.abstention.nearest, [])
    _add_statements(document, answer)
    for line in (sections.legend(answer.statements), str(answer.unanswered or "")):
        if line:
            document.add_paragraph(clean(line))
    _add_sources(document, "Sources", answer.citations, sections.texts_of(answer.statements))
    for found in answer.disagreements:
        document.add_paragraph(clean(found.note))
    if answer.withheld:
        document.add_heading(sections.count_withheld(answer), 2)
        for one in answer.withheld:
            document.add_paragraph(clean(f"“{one.text}” {one.reason}"), "List Bullet")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add_statements(document: Any, answer: Answer) -> None:
    for heading, group in sections.by_heading(answer.statements):
        if heading:
            document.add_heading(clean(heading), 2)
        is_list = heading or answer.is_list
        paragraph = None if is_list else document.add_paragraph()
        for statement in group:
            if isinstance(statement, Statement):
                _add_statement(paragraph or document.add_paragraph(style="List Bullet"), statement)


def _add_statement(paragraph: Any, statement: Statement) -> None:
    for run in runs_of(statement, clean):
        paragraph.add_run(run.text).bold = run.role == "answer"
    numbers = "".join(f"[{number}]" for number in statement.citations)
    paragraph.add_run(numbers + sections.mark_of(statement)).font.superscript = True
    paragraph.add_run(" ")


def _add_sources(document: Any, heading: str, cited: list[Citation], said: list[str]) -> None:
    if cited:
        document.add_heading(heading, 2)
    for citation in cited:
        paragraph = document.add_paragraph(f"[{citation.number}] ")
        if not sections.is_said(citation, said):
            paragraph.add_run(f"{clean(sections.quoted(citation.quote))} ")
        link = safe_link(citation.link)
        _add_link(paragraph, clean(title_of(citation.article)), link)
        where = [citation.article.source, day_of(citation.article)]
        where += [] if link else [place_of(citation)]
        paragraph.add_run(clean("".join(f", {part}" for part in where if part)))


def _add_link(paragraph: Any, text: str, link: str | None) -> None:
    """The text, linked: python-docx reads hyperlinks, but has no call to add one."""
    run = paragraph.add_run(text)
    if not link:
        return
    oxml = require("formats", "docx.oxml")
    hyperlink = oxml.OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(link, _HYPERLINK, is_external=True)
    hyperlink.set(require("formats", "docx.oxml.ns").qn("r:id"), target)
    run.font.underline = True
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)
