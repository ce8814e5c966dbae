"""Whether a question names its topic, and its topic from earlier turns if it does not."""

import re
from collections.abc import Sequence

from assistant.planning.english.follow_ups.noun_phrases import find_names, find_things
from assistant.planning.turns import Read, Turn
from assistant.text.words import analyze_question, split_words, stem

_WHAT_IS = re.compile(
    r"^(?:(?:what|who|when|where)\s+(?:is|was|are|were)\s+the\s+[\w-]+|who\s+[a-z]+)$",
    re.IGNORECASE,
)
_MOST_TERMS = 4  # content words; a question with more is standalone


def lacks_topic(question: str, turns: Sequence[Turn], read: Read) -> bool:
    """Whether `question` names nothing, and all that it says is said by what was cited.

    "How many people died?" after a question on a flood, but not "Who discovered the coral?".
    """
    if find_names(question, question=True) or read(question).mentions:
        return False
    asked = analyze_question(question)
    terms = [term for term in asked.terms if term.role == "word"]
    if any(term.role == "number" for term in asked.terms) and not read(question).times:
        return False
    if len(terms) > _MOST_TERMS:
        return False
    if len(terms) <= 1 and _WHAT_IS.match(question):
        return True
    last = turns[-1]
    said = {stem(word) for text in (last.question, *last.texts) for word in split_words(text)}
    return bool(last.texts) and all(term.stem in said or term.light for term in terms)


def topic_of(turns: Sequence[Turn], question: str = "") -> list[str]:
    """The names of the last question that has any, else its things; none that `question` has."""
    said = question.casefold()
    for turn in reversed(turns):
        names = [name.text for name in find_names(turn.question, question=True)]
        things = [thing.text for thing in find_things(turn.question, turn.texts)]
        new = [one for one in (names or things) if _core(one) not in said]
        if names or things:
            return list(dict.fromkeys(new))
    return []


def context_of(turns: Sequence[Turn], question: str) -> list[str]:
    """What the last question is about, its things too: for "that", which means all of it."""
    last = turns[-1]
    things = [thing.text for thing in find_things(last.question, (*last.sentences, *last.texts))]
    focus = " ".join(analyze_question(last.question).focus_words)
    said = question.casefold()
    told = [*topic_of(turns, question), *things, *([focus] if focus else [])]
    kept: list[str] = []
    for one in told:
        if _core(one) not in said and not any(_core(one) in _core(other) for other in kept):
            kept.append(one)
    return kept


def _core(phrase: str) -> str:
    """Without an article, in lower case."""
    return re.sub(r"^(?:the|an?|this|that|its|his|her|their)\s+", "", phrase.casefold())
