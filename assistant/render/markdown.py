"""Answers as Markdown with footnotes; text of articles is escaped."""

import re
from urllib.parse import quote

from assistant.render.titles import LISTS, day_of, place_of, safe_link, title_of
from assistant.schema.answer import Answer, Citation

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
        reason = answer.abstention.reason
        parts += [f"The archive does not answer this ({reason}). {in_markdown(answer.text)}"]
        if answer.abstention.searched:
            parts += [in_markdown(str(answer.abstention.searched))]
        if answer.abstention.nearest:
            nearest = [f"- {_citation(citation)}" for citation in answer.abstention.nearest]
            parts += ["Nearest coverage:", "\n".join(nearest)]
    else:
        statements = [
            in_markdown(statement.text)
            + "".join(f"[^{label}{number}]" for number in statement.citations)
            for statement in answer.statements
        ]
        is_list = answer.shape in LISTS
        parts += ["\n".join(f"- {said}" for said in statements)] if is_list else []
        parts += [] if is_list else [" ".join(statements)]
        parts += [in_markdown(str(answer.unanswered))] if answer.unanswered else []
        parts += [in_markdown(found.note) for found in answer.disagreements]
        parts += [f"[^{label}{cited.number}]: {_citation(cited)}" for cited in answer.citations]
    return "\n\n".join(parts) + "\n"


def in_markdown(text: str) -> str:
    """`text` on one line, escaped so that Markdown shows it literally."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    return _BEGINNING.sub(_escaped_beginning, _MARKUP.sub(r"\\\1", line))


def _escaped_beginning(found: re.Match[str]) -> str:
    """A backslash before the character, or after the number of a list item."""
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _citation(citation: Citation) -> str:
    """Quotation, title (linked to the sentence), source and day."""
    article = citation.article
    title = in_markdown(title_of(article))
    link = safe_link(citation.link)
    named = f"[{title}]({_destination(link)})" if link else title
    parts = [named, in_markdown(article.source or ""), day_of(article)]
    parts += [] if link else [place_of(citation)]
    return f"“{in_markdown(citation.quote)}” {', '.join(filter(None, parts))}"


def _destination(link: str) -> str:
    """A link, percent-encoded so that no character ends it early."""
    return quote(link, safe="%/:?#@!$&'*+,;=~").replace("'", "%27")
