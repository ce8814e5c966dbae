"""Completes follow-ups without a model, by carrying over names, times and sources."""

import re
from collections.abc import Sequence

from assistant.planning.english.follow_ups import relative_times, substitution
from assistant.planning.english.follow_ups.antecedents import answered_with, referents
from assistant.planning.english.follow_ups.definite_nouns import with_full_things
from assistant.planning.english.follow_ups.ellipsis import Fragment, read_fragment, without_lead
from assistant.planning.english.follow_ups.entities import member
from assistant.planning.english.follow_ups.noun_phrases import Phrase, find_names
from assistant.planning.english.follow_ups.pronouns import find_pronouns, with_names
from assistant.planning.english.follow_ups.topics import context_of, lacks_topic, topic_of
from assistant.planning.turns import Read, Turn
from assistant.text.words import AUXILIARIES, analyze_question

# What was said or done, not a thing: "about that", "is that true".
_THAT = re.compile(
    r"\b(?:about|of|for|to|from|by|with|after|before|on)\s+(?:that|this)"
    rf"(?=\s*(?:[,;]|$|in\b|on\b|at\b|then\b|when\b|(?:{'|'.join(AUXILIARIES)})\b))"
    r"|\b(?:is|was|does|did|has)\s+(?:that|this)\s+(?:true|so|correct|mean|matter|enough)\b"
    r"|\b(?:that|this)$",
    re.IGNORECASE,
)
# Of what, the turns before have said.
_ASKS_SOURCE = re.compile(
    r"^(?:what|how)\s+(?:does|did|do|has|have)\s+(?P<name>(?:the\s+)?(?-i:[A-Z])[\w’'-]*(?:\s+(?-i:[A-Z])[\w’'-]*)*)"
    r"\s+(?:say|said|write|written|report|reported|claim|cover|tell|publish|have|put)"
    r"(?:\s+(?:about\s+|on\s+|of\s+)?(?:it|that|this))?$",
    re.IGNORECASE,
)
_MOST_QUOTED = 200  # code points of a sentence that is asked about


def complete(question: str, turns: Sequence[Turn], read: Read) -> str:
    """The standalone form of `question`; unchanged if it is standalone already."""
    if not turns:
        return question
    earlier = tuple(turns)
    fragment = read_fragment(question)
    if fragment:
        return _completed(fragment, earlier, read)
    core, _ = without_lead(question)
    source, asked = _ASKS_SOURCE.match(core), read(core)
    if source and len(asked.mentions or asked.missing) == 1:
        return _replaced(source["name"], earlier, read)
    said = (
        core
        if asked.times
        else relative_times.with_times(core, relative_times.time_of(earlier, read))
    )
    said = with_names(said, earlier)
    said = with_full_things(said, earlier)
    if _THAT.search(said) and said == core:
        said = substitution.with_topic(said, context_of(earlier, said)).rstrip("?")
    elif lacks_topic(said, earlier, read):
        said = _with_topic(said, earlier, read)
    return question if said == core else f"{said[0].upper()}{said[1:]}?"


def points_back(question: str) -> bool:
    """Whether `question` may depend on earlier turns: a pronoun, an ellipsis, or no name."""
    core, _ = without_lead(question)
    return bool(
        read_fragment(question)
        or find_pronouns(core)
        or _THAT.search(core)
        or _ASKS_SOURCE.match(core)
        or relative_times.is_told_from_before(core)
        or not find_names(core, question=True)
    )


def _completed(fragment: Fragment, turns: tuple[Turn, ...], read: Read) -> str:
    last = turns[-1]
    match fragment.kind:
        case "ask":
            return substitution.ask_with(fragment.words, last.question, _answer(last))
        case "else":
            return substitution.ask_more(fragment.words, last.question)
        case "quote":
            return _who_said(turns)
        case "next":
            return _what_next(turns, read)
    return _replaced(fragment.words, turns, read)


def _who_said(turns: tuple[Turn, ...]) -> str:
    """Of what was said last: what was not answered has said nothing."""
    cited = next((turn.cited for turn in reversed(turns) if turn.cited), ())
    if not cited:
        return f"Who said so: {turns[-1].question}"
    quote = " ".join(cited[0].split())
    inner = re.search(r"[“\"]([^”\"]{8,})[”\"]", quote)
    quote = inner[1] if inner else quote
    return f"Who said “{quote[:_MOST_QUOTED].rstrip('.,')}”?"


def _what_next(turns: tuple[Turn, ...], read: Read) -> str:
    topic = " and ".join(topic_of(turns)) or "this"
    base = relative_times.time_of(turns, read)
    since = f" after {relative_times.spoken_day(base)}" if base and base.first else ""
    return f"What happened with {topic}{since}?"


def _replaced(words: str, turns: tuple[Turn, ...], read: Read) -> str:
    """The question before, with `words` in place of what is of their kind."""
    last = turns[-1]
    base = relative_times.time_of(turns, read)
    timed = relative_times.with_times(words, base)
    timed = relative_times.with_year(timed, base) if timed == words else timed
    asked = read(last.question)
    if read(f"What happened {_led(timed)}?").times:
        return substitution.with_time(last.question, timed, [(t.start, t.end) for t in asked.times])
    bare = re.sub(r"^(?:according\s+to|from|in|by)\s+", "", words, flags=re.IGNORECASE)
    to_source = read(f"What is true according to {bare}?")
    if to_source.mentions or to_source.missing:
        places = [(mention.start, mention.end) for mention in asked.mentions]
        return substitution.with_source(last.question, bare, places)
    if place := substitution.place_of_like(last.question, words):
        return substitution.replaced(last.question, place, words)
    names = find_names(f"about {words}")
    if names:
        return substitution.with_name(last.question, words, _like(names[0].text, last))
    return substitution.with_thing(last.question, words, (*last.sentences, *last.texts))


def _led(words: str) -> str:
    return (
        words
        if re.match(r"(?:in|on|at|since|until|before|after|by|during)\b", words)
        else f"in {words}"
    )


def _like(name: str, last: Turn) -> Phrase | None:
    """The name of the question before that is of the same kind as `name`."""
    kind = member(name, last.texts).kind
    own = find_names(last.question, question=True)
    alike = [one for one in own if member(one.text, last.texts).kind == kind]
    is_known = any(name in text for text in last.texts)
    return next(iter(alike or ([] if is_known else own)), None)


def _answer(last: Turn) -> str:
    """The name that a question was answered with, where it asked for one."""
    wanted = analyze_question(last.question).kind
    if not last.answered or wanted not in ("person", "thing"):
        return ""
    if wanted == "person" and (persons := answered_with(last)):
        return persons[0].text
    own = {word for name in find_names(last.question, question=True) for word in name.text.split()}
    for referent in referents(last):
        if referent.kind in ("group", "place") and not set(referent.text.split()) & own:
            return referent.text
    return ""


def _with_topic(question: str, turns: tuple[Turn, ...], read: Read) -> str:
    last = turns[-1]
    times = [time.text for time in read(last.question).times] if not read(question).times else []
    return substitution.with_topic(question, [*topic_of(turns, question), *times]).rstrip("?")
