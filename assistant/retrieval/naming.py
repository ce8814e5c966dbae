"""Whom a question names as the one who published or wrote: an attribution, not a subject.

"According to the Sun", "did the Sun report", "the Sun's article": only such phrases count, so that
who owns the Sun, and when the sun rose, are questions about them.
"""

import itertools
import re
from dataclasses import dataclass

from assistant.retrieval.names import Form, Names, locate_words

_REPORT = (
    r"(?:articles?|reports?|stor(?:y|ies)|pieces?|columns?|reviews?|coverage|interviews?|editorials?"
    r"|reporting|analys[ie]s|account|headlines?|posts?|blogs?|features?)"
)
_SAY = (
    r"(?:report|say|said|write|wrote|written|claim|suggest|publish|describe|mention|note|imply|implie"
    r"|indicate|argue|cover|state|discuss|attribute|quote|cite|allege|reveal|detail|highlight|show"
    r"|maintain|focus|share|tell|told|change|explain|call|give|portray|criticise|criticize|praise|confirm"
    r"|blame|warn|estimate|predict|identify|identifie|disagree|agree|differ|contradict)"
    r"(?:s|d|es|ed|ing)?"
)
_SAID_BY = (
    r"(?:reported|published|written|posted|covered|described|mentioned|noted|claimed|cited|quoted"
    r"|featured|critici[sz]ed|praised|named|discussed|carried|printed|revealed|suggested|stated|said"
    r"|told|outlined|detailed|highlighted|shared|alleged|portrayed|profiled|accused|scrutini[sz]ed"
    r"|rumou?red|characteri[sz]ed|depicted|presented|labell?ed|reviewed|ranked|interviewed|hailed"
    r"|listed|predicted|tipped|dubbed|recommended|rated|exposed|documented|investigated|analy[sz]ed"
    r"|examined|explored|called|identified|blamed|warned|estimated|addressed)"
)
_NOUN_BEFORE = (
    rf"\b{_REPORT}(?:\s+(?:published|written|posted|appearing))?(?:\s+\w+){{0,2}}?"
    r"\s+(?:by|from|in|on|at|of|with)"
)
_THE = r"(?:the\s+)?['\"‘“]?(?:the\s+)?"
_BEFORE = re.compile(
    r"(?:\baccording\s+to|\bper|\b(?:claims?|allegations?|estimates?|predictions?)\s+(?:made\s+)?by"
    rf"|{_NOUN_BEFORE}|\b{_SAID_BY}(?:\s+\w+){{0,2}}?\s+(?:by|in|on|to)"
    r"|\b(?:reporting|coverage)\b[^?.]{0,100}\s(?:by|from)|\banother\s+(?:by|from|in)"
    r"|\bsources?\s+(?:including|like)|\bsuch\s+as|\btell|\btold)"
    rf"\s+(?:both\s+)?(?:an?\s+)?(?:www\.)?{_THE}$",
    re.IGNORECASE,
)
_IN_BEFORE = re.compile(rf"(?:^|,\s+)in\s+{_THE}$", re.IGNORECASE)
# In quotation marks, it is a title.
_QUOTED = re.compile(r"\b(?:from|in|by|on|per|to)\s+['\"‘“](?:the\s+)?$", re.IGNORECASE)
_LISTED = re.compile(rf"\b(?:between|both)\s+{_THE}$", re.IGNORECASE)
_AFTER = re.compile(
    rf"^(?:\.(?:com|org|net))?['\"’”]?(?P<own>['’]s)?(?:\s+(?:magazine|newspaper|website))?\s+"
    rf"(?:(?:\w+\s+)?{_REPORT}\b|(?:(?:also|then|later|first|last|most|has|have|had|recently)\s+)*{_SAY}\b)",
    re.IGNORECASE,
)
_OWN_REPORT = re.compile(rf"^['\"’”]?['’]s?['\"]?\s+(?:[a-z-]+\s+){{0,3}}?{_REPORT}\b")
_LONGER_NAME = re.compile(r"^\s+(?:of\s+)?[A-Z][a-z]")
# "the Times" is short for some Times; "The Times" in mid-sentence is another's whole name.
_SHORT_AFTER = re.compile(r"(?:\bthe|^The)\s+['\"‘“]?$")
# What stands between two names of one list.
LINK = re.compile(
    r"^['\"’”]*\s*(?:,|and|or|&)\s*(?:and\s+|or\s+)?(?:both\s+)?(?:the\s+)?"
    r"(?:(?:first|second|third|other|another|later|earlier)\s+)?['\"‘“]*(?:the\s+)?$",
    re.IGNORECASE,
)
_REPORTING = re.compile(rf"\b(?:{_REPORT}|{_SAID_BY})\b", re.IGNORECASE)
# A person is an author of what a question is about only where it speaks of writing.
_WROTE = re.compile(
    rf"^(?:['’]s\s+(?:[a-z-]+\s+){{0,2}}?{_REPORT}\b|\s+(?:has\s+|have\s+|had\s+)?(?:reported|reports?"
    r"|writes?|wrote|written|published)\b(?:\s+(?:on|about|of|in|for|that|regarding)\b|\s*[?.,]|\s*$))",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    rf"(?:\b{_REPORT}(?:\s+written)?|\bwritten|\bbylined)\s+(?:by|from)\s+$", re.IGNORECASE
)
_ACCORDING = re.compile(r"\baccording\s+to\s+$", re.IGNORECASE)
_OF_SOURCE = re.compile(r"^\s+(?:of|at|from|in)\s+(?:the\s+)?['\"‘“]?$", re.IGNORECASE)
_CUE = re.compile(
    rf"\b(?:according|per|in|between|both|tell|told|{_REPORT}|{_SAY}|{_SAID_BY})\b", re.IGNORECASE
)
# A stranger is believed to be an outlet by its last word or its address, and these by their fame:
# their names tell nothing.
_WELL_KNOWN = (
    r"(?:Reuters|AFP|AP|Associated\s+Press|Agence\s+France-Presse|BBC|CNN|CNBC|CNET|ESPN|NPR|NBC|CBS"
    r"|MSNBC|Bloomberg|Axios|Politico|Forbes|Variety|Newsweek|Xinhua|Al\s+Jazeera|Deutsche\s+Welle)"
)
_PUBLISHER = re.compile(
    r"(?<![\w.])(?P<name>(?:[A-Z][\w&’.-]*\s+){1,4}(?:Times|Post|Herald|Tribune|Gazette|Courier"
    r"|Observer|Chronicle|Telegraph|Guardian|Ledger|Wire|Examiner|Inquirer|Dispatch|Bulletin|Weekly"
    r"|News|Daily|Mail|Globe|Argus|Echo|Journal|Reporter)(?:\s+of\s+[A-Z]\w+)?"
    r"|(?:Times|Herald)\s+of\s+[A-Z]\w+|(?:Daily|Evening|Morning|Sunday)\s+[A-Z]\w+"
    rf"|{_WELL_KNOWN}|(?:[a-z0-9-]+\.)+(?:com|org|net|news|example|co\.uk))(?!\w)"
)
_AN_ARTICLE_OF = re.compile(
    r"\barticles?\s+(?:by|in|from)\s+(?P<by>[A-Z]\w+)(?!['’\w]|\s+[A-Z])"
    r"|\ban?\s+(?P<an>[A-Z]\w+)\s+(?:article|story)\b"
)
_LEADING = re.compile(r"(?:(?:According\s+to|Did|Does|Do|In|Has|The|Per)\s+)+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A source or an author named as such, from code point `start` to `end` of the question."""

    name: str
    start: int
    end: int
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def may_name(question: str) -> bool:
    """Whether there is a word at all that an attribution needs; cheap."""
    return bool(_CUE.search(question))


def find_mentions(question: str, names: Names) -> tuple[Mention, ...]:
    """All to whom `question` attributes something, in its order.

    One without sources and authors is a publisher of whom the archive has nothing.
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
    attributed |= {m for m in authors if _is_author(question, m)}
    for author in authors:  # according to Ina Rusk of the Lantern
        if house := _house(question, author, [mention for mention, _ in outlets]):
            attributed |= {author, house}
    for one, other in itertools.pairwise(authors):
        if other in attributed and LINK.match(question[one.end : other.start]):
            attributed.add(one)
    return tuple(sorted(attributed, key=lambda mention: mention.start))


def _attributed(question: str, outlets: list[tuple[Mention, str]]) -> set[Mention]:
    """Those attributed to, and those beside them in a list: by A, B and C."""
    row = [mention for mention, _ in outlets]
    found = {m for m, shape in outlets if shape == "clear" or _is_attributed(question, m)}
    found |= _listed(question, row)
    for neighbours in (row, row[::-1]):
        for one, other in itertools.pairwise(neighbours):
            first, last = sorted((one, other), key=lambda mention: mention.start)
            if one in found and LINK.match(question[first.end : last.start]):
                found.add(other)
    return found


def _publishers(question: str) -> list[tuple[int, int, bool]]:
    """Where names stand that look like a publisher's, and whether that is clear already."""
    found = []
    for match in _PUBLISHER.finditer(question):
        skipped = _LEADING.match(match["name"])
        start = match.start("name") + (skipped.end() if skipped else 0)
        found.append((start, match.end("name"), False))
    for match in _AN_ARTICLE_OF.finditer(question):
        found.append((*match.span("by" if match["by"] else "an"), True))
    return found


def _occurrences(question: str, names: Names) -> list[tuple[Mention, Form]]:
    """Where the archive's names stand, the longest first where two overlap, in order."""
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
    """Capitals where the form needs them, and no part of a longer name."""
    written = question[start:end]
    if form.shape == "acronym":
        return written.isupper()
    if form.shape == "short":
        preceded = form.authors or _SHORT_AFTER.search(question[:start])
        return written[0].isupper() and bool(preceded) and not _LONGER_NAME.match(question[end:])
    if form.shape == "plain":
        is_lower = question.islower() and _BEFORE.search(question[:start]) is not None
        return is_lower or (written[0].isupper() and not _LONGER_NAME.match(question[end:]))
    return True


def _is_attributed(question: str, mention: Mention) -> bool:
    before, after = question[: mention.start], question[mention.end :]
    if _BEFORE.search(before):
        return True
    if _QUOTED.search(before) and re.match(r"['\"’”]", after):
        return True
    if _IN_BEFORE.search(before) and re.match(r"['\"’”]?,", after):
        return True
    if _OWN_REPORT.match(after):
        return True
    if not (match := _AFTER.match(after)):
        return False
    # "What does the Sun say", "the Sun reports"; but not "the Sun share price", "gave the Sun".
    return not match["own"] or bool(re.search(rf"\b{_REPORT}$", match[0], re.IGNORECASE))


def _listed(question: str, mentions: list[Mention]) -> set[Mention]:
    """How does reporting differ between A and B?"""
    if not _REPORTING.search(question):
        return set()
    return {
        one
        for one, other in itertools.pairwise(mentions)
        if _LISTED.search(question[: one.start]) and LINK.match(question[one.end : other.start])
    }


def _is_author(question: str, mention: Mention) -> bool:
    before, after = question[: mention.start], question[mention.end :]
    return bool(_WROTE.match(after) or _WRITTEN_BY.search(before))


def _house(question: str, author: Mention, outlets: list[Mention]) -> Mention | None:
    """The source as whose author somebody is named to whom something is attributed."""
    if not _ACCORDING.search(question[: author.start]):
        return None
    follows = (other for other in outlets if other.sources and other.start > author.end)
    of = (o for o in follows if _OF_SOURCE.match(question[author.end : o.start]))
    return next(of, None)
