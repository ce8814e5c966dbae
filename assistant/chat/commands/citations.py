"""/open, /context and /wrong: commands about a citation of the last answer."""

import os
import re

from rich.console import RenderableType
from rich.text import Text

from assistant.chat.command import Call, Command, CommandError, Outcome, Page
from assistant.chat.state import State
from assistant.render.answer_view import where
from assistant.render.escape import clean
from assistant.render.paragraphs import FAINT, FOUND, HangingIndent, paragraph, words
from assistant.render.titles import headline
from assistant.schema.answer import Citation
from index.models import Article, Sentence

AROUND = 2  # sentences before and after
_NAMED = re.compile(r"[\"“](.+)[\"”]", re.DOTALL)


def open_(call: Call) -> Outcome:
    """Open the article at the sentence, in the browser or, without an address, in the pager."""
    citation = pick(call.state, call.argument)
    if citation.link:
        return Outcome(link=citation.link)
    article = _article(call, citation)
    line = 2 + article.text.count("\n", 0, citation.start)
    return Outcome(page=Page(marked(article, citation), line))


def marked(article: Article, citation: Citation) -> Text:
    """The headline and the whole text with the cited sentence marked."""
    text = clean(article.text)
    return Text.assemble(
        (clean(headline(citation.article)), FAINT),
        f"\n\n{text[: citation.start]}",
        (f"»{text[citation.start : citation.end]}«", FOUND),
        text[citation.end :],
    )


def context(call: Call) -> Outcome:
    citation = pick(call.state, call.argument)
    article = _article(call, citation)
    spans = call.assistant.archive.catalogue.sentences(article.id, article.version)
    told = HangingIndent("", around(article.text, citation, spans))
    shown: list[RenderableType] = [HangingIndent("", where(citation)), told]
    current = call.assistant.archive.catalogue.article(article.id)
    if current and current.version != citation.article.version:
        shown.append(paragraph("The article has been updated since."))
    return Outcome(shown)


def wrong(call: Call) -> Outcome:
    wanted, _, note = call.argument.partition(" ")
    if not wanted:
        raise CommandError(
            "give the number of the wrong citation, and a reason if you like: /wrong 1 REASON"
        )
    citation, turn = pick(call.state, wanted), call.state.last
    if turn is None or citation not in turn.answer.citations:
        raise CommandError("only citations of an answer can be wrong; ask a question first")
    named = _NAMED.search(note)
    call.assistant.answers.feedback(
        turn.answer.id,
        "wrong-citation",
        citation=citation.number,
        note=note.strip() or None,
        sentence=named[1] if named else None,
        by=os.environ.get("USER") or os.environ.get("USERNAME"),
    )
    told = f"Recorded: citation {citation.number} of {turn.answer.id} is wrong."
    case = "`assistant answers --cases DIR` writes all wrong citations as evaluation cases."
    how = f"To make it an evaluation case, quote the right sentence: /wrong {citation.number} “…”."
    others = len(turn.answer.citations) > 1
    return Outcome([paragraph(told), paragraph(case if named or others else how, FAINT)])


def pick(state: State, argument: str) -> Citation:
    """The citation of the last answer with that number; without a number, the first."""
    if not state.citations:
        raise CommandError("there is no citation yet; ask a question first")
    numbers = {str(citation.number): citation for citation in state.citations}
    wanted = argument.strip("[] ") or "1"
    if wanted not in numbers:
        raise CommandError(
            f"there is no citation {clean(wanted)}; choose from {', '.join(numbers)}"
        )
    return numbers[wanted]


def around(text: str, citation: Citation, spans: tuple[Sentence, ...]) -> Text:
    """The cited sentence, marked, with the sentences before and after it."""
    cited = [n for n, s in enumerate(spans) if s.start < citation.end and citation.start < s.end]
    first, last = (cited[0], cited[-1]) if cited else (0, 0)
    start = spans[max(first - AROUND, 0)].start if cited else citation.start
    end = spans[min(last + AROUND, len(spans) - 1)].end if cited else citation.end
    parts = (
        words(("… " if start else "") + text[start : citation.start]),
        words(f"»{text[citation.start : citation.end]}«", FOUND),
        words(text[citation.end : end] + (" …" if end < len(text.rstrip()) else "")),
    )
    return Text(" ").join(part for part in parts if part)


def _article(call: Call, citation: Citation) -> Article:
    cited = citation.article
    article = call.assistant.archive.catalogue.article(cited.id, cited.version)
    if article is None:
        raise CommandError(f"the article {clean(cited.id)} is no longer in the archive")
    return article


COMMANDS = (
    Command("open", "[N]", "open the article of citation N at the sentence", open_),
    Command("context", "[N]", "show the sentences around citation N", context),
    Command(
        "wrong", "N [WHY]", "record that citation N is wrong; quote the right one in “…”", wrong
    ),
)
