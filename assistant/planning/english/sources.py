"""Finds the sources and authors that a question attributes something to.

Only names in phrases of attribution count ("according to", "did X report", "X's article"): "Who
owns the Sun?" and "When did the sun rise?" name no source.
"""

import itertools
import re

from assistant.planning.known_names import Form, Names, locate_words
from assistant.schema.query_plan import Mention
from assistant.text.words import is_content


def _compiled(form: str) -> re.Pattern[str]:
    """The pattern of a form, in which a space stands for any white space."""
    return re.compile(form.replace(" ", r"\s+"), re.IGNORECASE)


PIECE = (
    r"(?:articles?|reports?|stor(?:y|ies)|pieces?|columns?|reviews?|coverage|interviews?|reporting"
    r"|editorials?|accounts?|headlines?|posts?|features?|guides?|op-?eds?)"
)
_TOLD = (
    r"(?:(?:report|say|write|publish|describe|mention|claim|cover|state|discuss|suggest|argue"
    r"|indicate|note|quote|reveal|tell|find|explain|present|portray|highlight|attribute|call"
    r"|criticise|criticize|praise|predict|allege|carry|run|print|blame|identify|detail|share"
    r"|rumou?r|accuse|refer)(?:s|d|ed|ing)?|said|wrote|written|told|found)"
)
_THE = r"(?:the )?['\"‘“]?(?:the )?"
# Before a name: according to it, (as) reported by, an article in; a list of outlets.
_CITED = _compiled(
    rf"(?:\baccording to|\b(?:{PIECE}|{_TOLD})(?: \w+){{0,2}}? (?:by|in|on|from|of|with)"
    r"|\b(?:another|one|that|those) (?:by|from|in|of)|\bper|\bread in|^from|^in|, in"
    r"|\b(?:papers?|outlets?|media|sources?) (?:like|such as|including))"
    rf" (?:both )?(?:an? )?{_THE}$"
)
# After it: its article, it reported, it has a story.
_TELLING = _compiled(rf"^['\"’”]?(?:['’]s?)?['\"’”]? (?:[\w’-]+ ){{0,2}}?(?:{PIECE}|{_TOLD})\b")
# Enough before or after an unmistakable name: by it, does it ...
_BY = _compiled(rf"\b(?:by|between|both|than|and) {_THE}$")
_DOES = _compiled(r"\b(?:do|does|did|has|have) (?:the )?$")
_DENIED = _compiled(rf"\b(?:not|other than|except|apart from) (?:(?:by|in|from) )?{_THE}$")
# The text between two names of one list.
LINK = _compiled(
    r"^['\"’”]*\s*(?:,|and|or|&)\s*(?:and |or )?(?:both )?(?:in |by |from )?(?:the )?"
    r"['\"‘“]*(?:the )?$"
)
_WROTE = _compiled(
    rf"^(?:['’]s (?:[a-z-]+ ){{0,2}}?{PIECE}\b| (?:report(?:ed|s)?|writes?|wrote|written"
    r"|published|covered|cover|reviewed)\b(?! (?:to|with|by)\b))"
)
_WRITTEN_BY = _compiled(
    rf"\b(?:according to|{PIECE}|written|(?:any|every|some)thing|all|more|reporter|columnist|critic"
    r"|correspondent|journalist) (?:(?:by|from) )?$"
)
# "The Toronto Sun" is not The Sun, but "Did Time report" names Time.
_NAME_BEFORE = re.compile(r"(?<![\w’'])(?P<word>[A-Z][\w’-]*)\s+$")
_LONGER_NAME = re.compile(r"^\s+(?:of\s+)?[A-Z][a-z]")
# "the Times" is the short form of some Times; "The Times" in mid-sentence is a full name.
_SHORT_AFTER = re.compile(r"(?:\bthe|^The)\s+['\"‘“]?$")
# Any other name that something is attributed to: capitals in a row, or a web address.
_NAME = re.compile(
    r"(?<![\w.])(?<!\w['’-])(?P<name>[A-Z][\w&’.-]*(?:\s+(?:of\s+)?[A-Z][\w&’.-]*)*"
    r"|(?:[a-z0-9-]+\.)+(?:com|org|net|news))(?!\w)"
)
_LEADING = re.compile(r"(?:(?:According\s+to|Did|Does|Do|In|Has|The|Per)\s+)+")


def find_mentions(question: str, names: Names) -> tuple[Mention, ...]:
    """All sources and authors that `question` attributes something to, in order.

    A mention without sources and authors is a name that is none of the archive's.
    """
    known = _occurrences(question, names)
    outlets = [mention for mention, _ in known if mention.sources]
    whole = {mention for mention, form in known if form.shape == "full"}
    for start, end in _other_names(question):
        if start < end and all(end <= other.start or other.end <= start for other, _ in known):
            outlets.append(Mention(question[start:end], start, end))
    outlets.sort(key=lambda mention: mention.start)
    found = {one for one in outlets if _is_attributed(question, one, one in whole)}
    authors = [mention for mention, _ in known if mention.authors]
    found |= {one for one in authors if _is_author(question, one)}
    for row in (outlets, outlets[::-1], authors, authors[::-1]):
        for one, other in itertools.pairwise(row):
            first, last = sorted((one, other), key=lambda mention: mention.start)
            if one in found and LINK.match(question[first.end : last.start]):
                found.add(other)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _is_attributed(question: str, one: Mention, is_whole: bool) -> bool:
    before, after = question[: one.start], question[one.end :]
    if _DENIED.search(before):
        return False
    if _CITED.search(before) or _TELLING.match(after):
        return True
    does = _DOES.search(before) and re.match(r"\s+(?:[a-z]|and\b)", after)
    return is_whole and bool(does or _BY.search(before))


def _is_author(question: str, one: Mention) -> bool:
    before, after = question[: one.start], question[one.end :]
    return bool(_WROTE.match(after) or _WRITTEN_BY.search(before))


def _other_names(question: str) -> list[tuple[int, int]]:
    """Start and end of all that is written like a name."""
    found = []
    first = re.match(r"\W*[A-Z]\w*", question)  # a capital that every question has
    for match in _NAME.finditer(question, first.end() if first else 0):
        skipped = _LEADING.match(match["name"])
        start = match.start("name") + (skipped.end() if skipped else 0)
        found.append((start, match.end("name")))
    return found


def _occurrences(question: str, names: Names) -> list[tuple[Mention, Form]]:
    """The archive's names in the question, in order; of overlapping ones the longest."""
    words = locate_words(question)
    found: list[tuple[Mention, Form]] = []
    place = 0
    while place < len(words):
        for length in range(min(names.longest, len(words) - place), 0, -1):
            form = names.forms.get(tuple(word for word, _, _ in words[place : place + length]))
            start, end = words[place][1], words[place + length - 1][2]
            if form and _is_written_so(question, start, end, form):
                mention = Mention(question[start:end], start, end, form.sources, form.authors)
                found.append((mention, form))
                place += length - 1
                break
        place += 1
    return found


def _is_written_so(question: str, start: int, end: int, form: Form) -> bool:
    """Whether it has the capitals that the form needs and is not part of a longer name."""
    written = question[start:end]
    if form.shape == "acronym":
        return written.isupper()
    if form.shape == "full":
        return True
    if question.islower():  # as people type: only "did the lantern say"
        asked = _DOES.search(question[:start]) and _TELLING.match(question[end:])
        return bool(form.sources and asked)
    if _LONGER_NAME.match(question[end:]) or not written[0].isupper():
        return False
    if form.shape == "short":
        return bool(form.authors or _SHORT_AFTER.search(question[:start]))
    before = _NAME_BEFORE.search(question[:start])
    return before is None or not is_content(before["word"]) or bool(_LEADING.match(before[0]))
