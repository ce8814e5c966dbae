"""Finds the sources and authors that a question attributes something to.

Only names in phrases of attribution (attribution.py) count: "Who owns the Sun?" and "When did the
sun rise?" name no source.
"""

import itertools
import re

from assistant.planning.english.attribution import (
    LINK,
    are_contrasted,
    are_listed,
    is_according_to,
    is_attributed,
    is_author,
    is_source_before,
)
from assistant.planning.known_names import Form, Names, locate_words
from assistant.schema.query_plan import Mention
from assistant.text.words import is_content

# "The Toronto Sun" is not The Sun, but "Did Time report" names Time.
_NAME_BEFORE = re.compile(r"(?<![\w’'])(?P<word>[A-Z][\w’-]*)\s+$")
_LONGER_NAME = re.compile(r"^\s+(?:of\s+)?[A-Z][a-z]")
# "the Times" is the short form of some Times; "The Times" in mid-sentence is a full name.
_SHORT_AFTER = re.compile(r"(?:\bthe|^The)\s+['\"‘“]?$")
_OF_SOURCE = re.compile(r"^\s+(?:of|at|from|in)\s+(?:the\s+)?['\"‘“]?$", re.IGNORECASE)
# Unknown names count as outlets by their last word or web address; these are well known although
# their names do not show it.
_WELL_KNOWN = (
    r"(?:Reuters|AFP|AP|Associated\s+Press|Agence\s+France-Presse|BBC|CNN|CNBC|CNET|ESPN|NPR|NBC|CBS"
    r"|MSNBC|Bloomberg|Axios|Politico|Forbes|Variety|Newsweek|Xinhua|Al\s+Jazeera|Deutsche\s+Welle)"
)
_PUBLISHER = re.compile(
    r"(?<![\w.])(?P<name>(?:[A-Z][\w&’.-]*\s+){1,4}(?:Times|Post|Herald|Tribune|Gazette|Courier"
    r"|Observer|Chronicle|Telegraph|Guardian|Ledger|Wire|Examiner|Inquirer|Dispatch|Bulletin|Weekly"
    r"|News|Daily|Mail|Globe|Argus|Echo|Journal|Reporter|Sun|Mirror|Star|Standard|Express"
    r"|Independent|Sentinel|Register|Advertiser|Monitor|Press)(?:\s+of\s+[A-Z]\w+)?"
    r"|(?:Times|Herald)\s+of\s+[A-Z]\w+|(?:Daily|Evening|Morning|Sunday)\s+[A-Z]\w+"
    r"|(?<=\b[Tt]he\s)(?:Guardian|Times|Post|Telegraph|Observer|Economist|Independent|Mirror|Standard"
    r"|Herald|Tribune|Gazette|Chronicle)"
    rf"|{_WELL_KNOWN}|(?:[a-z0-9-]+\.)+(?:com|org|net|news|example|co\.uk))(?!\w)"
)
_AN_ARTICLE_OF = re.compile(
    r"\barticles?\s+(?:by|in|from)\s+(?P<by>[A-Z]\w+)(?!['’\w]|\s+[A-Z])"
    r"|\ban?\s+(?P<an>[A-Z]\w+)\s+(?:article|story)\b"
)
_LEADING = re.compile(r"(?:(?:According\s+to|Did|Does|Do|In|Has|The|Per)\s+)+")


def find_mentions(question: str, names: Names) -> tuple[Mention, ...]:
    """All sources and authors that `question` attributes something to, in order.

    A mention without sources and authors is a publisher that the archive does not have.
    """
    known = _occurrences(question, names)
    outlets: list[tuple[Mention, str]] = [
        (mention, form.shape) for mention, form in known if mention.sources
    ]
    taken = [mention for mention, _ in known]
    for start, end, is_clear in _publishers(question):
        if all(end <= other.start or other.end <= start for other in taken):
            stranger = Mention(question[start:end], start, end)
            outlets.append((stranger, "clear" if is_clear else "full"))
            taken.append(stranger)
    outlets.sort(key=lambda pair: pair[0].start)
    attributed = _attributed(question, outlets)
    authors = [mention for mention, _ in known if mention.authors]
    attributed |= {m for m in authors if is_author(question, m.start, m.end)}
    for author in authors:  # "according to Ina Rusk of the Lantern"
        if house := _house(question, author, [mention for mention, _ in outlets]):
            attributed |= {author, house}
    for one, other in itertools.pairwise(authors):
        if other in attributed and LINK.match(question[one.end : other.start]):
            attributed.add(one)
    return tuple(sorted(attributed, key=lambda mention: mention.start))


def within_names(question: str, names: Names) -> tuple[tuple[int, int], ...]:
    """The spans of full source names of several words, with or without attribution.

    >>> from index.catalog.bylines import Byline
    >>> within_names("Who won, Olm Today?", Names.of([Byline("Olm Today", None, None)]))
    ((9, 18),)
    """
    known = _occurrences(question, names)
    return tuple(
        (mention.start, mention.end)
        for mention, form in known
        if mention.sources and form.shape == "full" and " " in mention.name
    )


def _attributed(question: str, outlets: list[tuple[Mention, str]]) -> set[Mention]:
    """The outlets with an attribution, and those in a list with them: "by A, B and C"."""
    row = [mention for mention, _ in outlets]
    found = {
        m
        for m, shape in outlets
        if shape == "clear" or is_attributed(question, m.start, m.end, shape == "full")
    }
    for one, other in itertools.pairwise(row):
        if are_listed(question, one.start, one.end, other.start):
            found |= {one, other}
    for neighbours in (row, row[::-1]):
        for one, other in itertools.pairwise(neighbours):
            first, last = sorted((one, other), key=lambda mention: mention.start)
            if one in found and _are_beside(question, first, last):
                found.add(other)
    return found


def _are_beside(question: str, first: Mention, last: Mention) -> bool:
    """Whether two names are in one list, or their accounts are contrasted."""
    if LINK.match(question[first.end : last.start]):
        return True
    return are_contrasted(question, first.end, last.start, last.end)


def _publishers(question: str) -> list[tuple[int, int, bool]]:
    """Start and end of names that look like publishers, and whether that is certain."""
    found = []
    for match in _PUBLISHER.finditer(question):
        skipped = _LEADING.match(match["name"])
        start = match.start("name") + (skipped.end() if skipped else 0)
        found.append((start, match.end("name"), False))
    for match in _AN_ARTICLE_OF.finditer(question):
        found.append((*match.span("by" if match["by"] else "an"), True))
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
    if form.shape == "short":
        preceded = form.authors or _SHORT_AFTER.search(question[:start])
        return written[0].isupper() and bool(preceded) and not _LONGER_NAME.match(question[end:])
    if form.shape == "plain":
        is_lower = question.islower() and is_source_before(question[:start])
        is_part = _is_part(question, start) or _LONGER_NAME.match(question[end:])
        return is_lower or (written[0].isupper() and not is_part)
    return True


def _is_part(question: str, start: int) -> bool:
    """Whether a capitalised word before `start`, other than a question word, extends the name."""
    before = _NAME_BEFORE.search(question[:start])
    return before is not None and is_content(before["word"]) and not _LEADING.match(before[0])


def _house(question: str, author: Mention, outlets: list[Mention]) -> Mention | None:
    """The source that an attributed author is said to write for."""
    if not is_according_to(question[: author.start]):
        return None
    follows = (other for other in outlets if other.sources and other.start > author.end)
    of = (o for o in follows if _OF_SOURCE.match(question[author.end : o.start]))
    return next(of, None)
