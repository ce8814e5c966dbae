"""Whether a question says what it is about, and what it is about where it does not."""

from collections.abc import Sequence

from assistant.answering.following.phrases import find_names, find_things
from assistant.answering.following.turn import Read, Turn
from assistant.retrieval.question import split_words, stem, understand

_MOST_TERMS = 4  # words with a meaning; a question with more of them stands alone


def lacks_topic(question: str, turns: Sequence[Turn], read: Read) -> bool:
    """Whether `question` names nothing, and all that it says is said by what was cited.

    "How many people died?" after a question on a flood, but not "Who discovered the coral?".
    """
    if find_names(question, question=True) or read(question).mentions:
        return False
    asked = understand(question)
    terms = [term for term in asked.terms if term.role == "word"]
    if any(term.role == "number" for term in asked.terms) and not read(question).times:
        return False
    if len(terms) > _MOST_TERMS:
        return False
    last = turns[-1]
    said = {stem(word) for text in (last.question, *last.texts) for word in split_words(text)}
    return bool(last.texts) and all(term.stem in said or term.light for term in terms)


def topic_of(turns: Sequence[Turn]) -> list[str]:
    """The names of the last question that has any, else the things in it."""
    for turn in reversed(turns):
        names = [name.text for name in find_names(turn.question, question=True)]
        if names:
            return list(dict.fromkeys(names))
        things = [thing.text for thing in find_things(turn.question, turn.texts)]
        if things:
            return things
    return []
