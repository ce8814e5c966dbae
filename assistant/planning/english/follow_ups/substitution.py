"""Asks the previous question with another question word, time, source or name."""

import re

from assistant.planning.english.follow_ups.noun_phrases import Phrase, find_names, find_things
from assistant.text.words import AUXILIARIES, analyze_question

_BE = frozenset("is are was were".split())
_CUT_OFF = frozenset("won don isn aren wasn weren doesn didn hasn haven hadn".split())  # ’t
_AUX = rf"(?:{'|'.join(sorted(word for word in AUXILIARIES - _CUT_OFF if len(word) > 1))})"
_ADJUNCT = re.compile(
    rf"^(?:(?:in|on|at|since|by|for|from|until|to)\s+(?:which|what)\s+\w+|(?:since\s+|until\s+)?when|where"
    r"|why|how(?:\s+(?:long|often|far|soon|quickly))?"
    rf"|(?:by|for|at|of|to|with)\s+how\s+(?:much|many(?:\s+[\w’'-]+)?))\s+(?={_AUX}\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?P<wh>who|whom|what|which|whose|how\s+(?:many|much))(?P<noun>(?:\s+[\w’'-]+){0,3}?)"
    rf"\s+(?P<aux>{_AUX})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"^(?P<wh>who|what|which\s+[\w’'-]+|how\s+(?:many|much)\s+[\w’'-]+)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\(about “(.+)”\)$")
_WH = re.compile(r"^(?P<wh>who|what|where|when|why|how)\b", re.IGNORECASE)
_PREPOSITION = r"(?:in|on|at|since|until|till|before|after|by|from|during|for|about|of|to|between)"


def ask_with(words: str, question: str, answer: str = "") -> str:
    """`question` with other question words; `answer` is the name that it was answered with.

    >>> ask_with("why", "Who dismissed the analyst?", "Corvane Savings Bank")
    'Why is it that Corvane Savings Bank dismissed the analyst?'
    >>> ask_with("by whom", "When was the bridge closed?")
    'By whom was the bridge closed?'
    """
    asked = question.strip().rstrip("?")
    if asked.split()[0].lower() in AUXILIARIES:
        return _question(f"{words} {asked[0].lower()}{asked[1:]}")
    if adjunct := _ADJUNCT.match(asked):
        return _question(f"{words} {asked[adjunct.end() :]}")
    if match := _ASKED.match(asked):
        return _question(_of_object(words, match, answer))
    if match := _DOING.match(asked):
        subject = answer or _subject(match["wh"])
        return _question(f"{words} is it that {subject} {match['rest']}")
    told = _TOLD.search(asked)
    return _question(f"{words} (about “{told[1] if told else asked.rstrip('.')}”)")


def _of_object(words: str, match: re.Match[str], answer: str) -> str:
    noun, aux, rest = match["noun"].strip(), match["aux"].lower(), match["rest"]
    is_counted = match["wh"].lower().startswith("how")
    if aux in _BE:
        subject = noun if is_counted else answer or (f"the {noun}" if noun else "that")
        return f"{words} {aux} {subject} {rest}"
    thing = noun if is_counted else f"the {noun}" if noun else ""
    return f"{words} {aux} {rest} ({thing})" if thing else f"{words} {aux} {rest}"


def _subject(wh: str) -> str:
    words = wh.lower().split()
    if words[0] == "which":
        return f"the {' '.join(words[1:])}"
    if words[0] == "how":
        return " ".join(words[2:])
    return "somebody" if words[0] == "who" else "this"


def ask_more(word: str, question: str) -> str:
    """`question` once more, for what else there is.

    >>> ask_more("who", "Who resigned in April?")
    'Who else resigned in April?'
    """
    match = _WH.match(question)
    if match and match[0].lower() != word and word in ("when", "where", "why", "how"):
        return ask_with(f"{word} else", question)
    if match:
        return f"{match[0]} else{question[match.end() :]}"
    return _question(f"{word} else: {question[0].lower()}{question[1:].rstrip('?')}")


def with_time(question: str, words: str, times: list[tuple[int, int]]) -> str:
    """`question` about another time; `times` are the places of those it has."""
    if not re.match(rf"{_PREPOSITION}\b|last\b|this\b|today|yesterday", words, re.IGNORECASE):
        words = f"in {words}"
    if not times:
        return _question(f"{question.rstrip('?')} {words}")
    start, end = times[0]
    before = re.search(rf"\b{_PREPOSITION}\s+(?:the\s+)?$", question[:start], re.IGNORECASE)
    start = before.start() if before else start
    return _question(_spliced(question, start, end, words))


def place_of_like(question: str, words: str) -> tuple[int, int] | None:
    """Where `question` says what `words` say of another: in the first round, in the run-off."""
    led = re.match(rf"{_PREPOSITION}\b", words, re.IGNORECASE)
    if not led or find_names(f"about {words}"):
        return None
    like = re.compile(
        rf"\b{led[0]}\s+(?:the|a|an)\s+(?:[a-z][\w’'-]*\s+){{0,2}}?[a-z][\w’'-]*(?=\s+{_PREPOSITION}\b|\s*\?|$)"
    ).search(question)
    return like.span() if like else None


def replaced(question: str, place: tuple[int, int], words: str) -> str:
    """`question` with `words` there."""
    return _question(_spliced(question, *place, words))


def with_source(question: str, source: str, places: list[tuple[int, int]]) -> str:
    """`question` according to another source."""
    if not places:
        return _question(f"{question.rstrip('?')}, according to {source}")
    start, end = places[0]
    if led := re.search(r"\bthe\s+$", question[:start], re.IGNORECASE):
        # The Quay, but: Reuters.
        start = start if len(source.split()) > 1 else led.start()
        source = (
            re.sub(r"^the\s+", "", source, flags=re.IGNORECASE) if start > led.start() else source
        )
    return _question(_spliced(question, start, end, source))


def with_name(question: str, words: str, old: Phrase | None) -> str:
    """`question` about another name, in place of `old`."""
    if old is None:
        return with_topic(question, [words])
    article = re.compile(r"^(?:the|in|at|from|of|by|for|to|with)\s+", re.IGNORECASE)
    start = old.start
    while (led := article.match(words)) and question[:start].lower().endswith(led[0].lower()):
        start -= led.end()
        break
    if (led := article.match(words)) and led[0].strip().lower() != "the" and start == old.start:
        before = re.search(rf"\b{_PREPOSITION}\s+(?:the\s+)?$", question[:start], re.IGNORECASE)
        start = before.start() if before else start
    return _question(_spliced(question, start, old.end, words))


def with_thing(question: str, words: str, texts: tuple[str, ...]) -> str:
    """`question` about another thing: in place of what it counts or names, or beside it."""
    asked = analyze_question(question)
    bare = re.sub(r"^(?:the|a|an)\s+", "", words, flags=re.IGNORECASE)
    if asked.focus_words:
        focus = " ".join(asked.focus_words)
        place = question.find(focus)
        if place >= 0:
            return _question(_spliced(question, place, place + len(focus), bare))
    things = find_things(question, texts)
    if things and not find_names(question, question=True):
        return _question(_spliced(question, things[-1].start, things[-1].end, words))
    if things:
        return _question(_spliced(question, things[0].start, things[0].end, words))
    return with_topic(question, [words])


def with_topic(question: str, names: list[str]) -> str:
    """`question` with what it is about after it, where it does not say so.

    >>> with_topic("How many people died?", ["Ulmsted"])
    'How many people died (Ulmsted)?'
    """
    told = ", ".join(names)
    return _question(f"{question.rstrip('? ')} ({told})") if told else question


def _spliced(question: str, start: int, end: int, words: str) -> str:
    return question[:start] + words + question[end:]


def _question(text: str) -> str:
    text = " ".join(text.split()).rstrip("?").strip()
    return f"{text[0].upper()}{text[1:]}?"
