"""Whether what a sentence gives belongs to what is asked: the number to the thing that is counted,
the words to the speaker, the name to its noun or its deed, the tense to the time asked about.
"""

import re
from collections.abc import Sequence

import numpy as np

from assistant.generation.extractive.expressions import asks_for_words, find_expressions, find_names
from assistant.generation.extractive.patterns import SPEECH, SPEECH_ASKED
from assistant.text.word_matching import Floats, Reading, holds
from assistant.text.words import AUXILIARIES, QuestionAnalysis, locate_words, split_words, stem

NEUTRAL = 0.6  # for questions to which a measure does not apply
# Words between a number and what it counts, a noun and its name, a speaker and the verb, a doer
# and the deed: "three of the city's trams", "the Heron drone project".
_COUNTED, _NAMED, _SPOKEN, _DONE, _ROLE = 4, 3, 6, 7, 4
_FUTURE_ASKED = re.compile(r"(?i)\b(?:will|going to|next|plan(?:s|ned)? to|intends?|due)\b")
_FUTURE = re.compile(
    r"(?i)\b(?:will|would|shall|may|within"
    r"|(?:is|are|was|were|has|have|due|set|want\w*|hop\w+|ready) to"
    r"|due|plan\w*|next|expect\w*|inten[dt]\w*|schedul\w*|coming|until|soon|later this)\b"
)
_PRONOUN = re.compile(
    r"(?i)^\W*(?:(?:but|and|so|yet|then|still|later)\s)?(?:he|she|it|they|his|her|its|their|both"
    r"|this|that|these|the two)\b"
)
# "Kalin told Sullivan": the name right after such a verb is spoken to.
_SPOKEN_TO = re.compile(
    r"(?i)(?:told|tells?|ask(?:s|ed)|thank(?:s|ed)|accus(?:es|ed)|urg(?:es|ed))$"
)
_WHO_IS = re.compile(r"(?i)^(?:and |so )?who(?:’s|'s| is| was| are| were)\b")


def is_carried(text: str) -> bool:
    """Whether a sentence goes on about what the one before it named ("It also withdrew ...")."""
    return bool(_PRONOUN.match(text))


def out_of_time(asked: QuestionAnalysis, text: str) -> float:
    """1 where something to come is asked for and the sentence tells of nothing to come."""
    return float(bool(_FUTURE_ASKED.search(asked.question)) and not _FUTURE.search(text))


def bound(
    asked: QuestionAnalysis, reading: Reading, likeness: Floats, before: frozenset[str]
) -> float:
    """How well what the sentence gives belongs to what is asked, 0 to 1.

    `likeness` is `(terms, words)`; `before` are the stems of the sentence before.
    """
    if asks_for_words(asked):
        return _by_speaker(asked, reading, likeness, before)
    if asked.unit == "number" and asked.focus:
        return _counted(asked, reading, likeness)
    if asked.kind == "person" and not asked.focus:
        return _doer(asked, reading, likeness)
    if asked.kind in ("thing", "person") and asked.focus and _is_which(asked):
        return _named(asked, reading, likeness)
    return NEUTRAL


def _is_which(asked: QuestionAnalysis) -> bool:
    return bool(re.search(r"(?i)\b(?:which|what|whose) " + asked.focus_words[0], asked.question))


def _counted(asked: QuestionAnalysis, reading: Reading, likeness: Floats) -> float:
    head = likeness[asked.focus[-1]]
    values = [
        head[(reading.places > place) & (reading.places <= place + _COUNTED)]
        for place in _places_of(reading, find_expressions(asked, reading.text))
    ]
    return _best(values)


def _named(asked: QuestionAnalysis, reading: Reading, likeness: Floats) -> float:
    """The noun asked for with a name at its side that the question does not say."""
    head = likeness[asked.focus[-1]]
    values = [
        head[np.abs(reading.places - place) <= _NAMED]
        for place in _places_of(reading, find_names(asked, reading.text))
    ]
    return _best(values)


def _doer(asked: QuestionAnalysis, reading: Reading, likeness: Floats) -> float:
    """A person at the side of the role, or before the deed."""
    words = [i for i, term in enumerate(asked.terms) if term.role == "word" and not term.light]
    if not words:
        return _introduced(asked, reading, likeness)
    reach = (_ROLE, _ROLE) if _WHO_IS.match(asked.question) else (_ROLE, _DONE)
    best = 0.0
    for place in _places_of(reading, find_expressions(asked, reading.text)):
        ahead = (reading.places >= place - reach[0]) & (reading.places <= place + reach[1])
        if ahead.any():
            best = max(best, float(likeness[words][:, ahead].max(axis=1).mean()))
    return best


def _introduced(asked: QuestionAnalysis, reading: Reading, likeness: Floats) -> float:
    """For "Who is Emily Horne?": a word next to the name that is not a name itself."""
    names = [i for i, term in enumerate(asked.terms) if term.role == "name"]
    if not names:
        return NEUTRAL
    met = likeness[names].max(axis=0) > 0.85
    plain = np.array([word[0].islower() for word in reading.words], bool)
    for place in reading.places[met]:
        if (plain & (np.abs(reading.places - place) <= 2)).any():
            return float(likeness[names].max(axis=1).mean())
    return 0.0


def _by_speaker(
    asked: QuestionAnalysis, reading: Reading, likeness: Floats, before: frozenset[str]
) -> float:
    speakers = _speakers(asked)
    if not speakers:
        return NEUTRAL
    found = locate_words(reading.text)
    starts = np.array([start for start, _ in found])
    carried = any(holds(asked.terms[i], before) for i in speakers) and is_carried(reading.text)
    best = 0.0
    for verb in SPEECH.finditer(reading.text):
        place = int(np.searchsorted(starts, verb.start()))
        close = (reading.places >= place - _SPOKEN) & (reading.places <= place + _SPOKEN)
        if _SPOKEN_TO.match(verb.group()):
            close &= reading.places < place
        if close.any():
            best = max(best, float(likeness[speakers][:, close].max()))
        best = max(best, 0.8 * carried)
    return best


def _speakers(asked: QuestionAnalysis) -> list[int]:
    """The terms between auxiliary and verb: what did *Ankara* say."""
    verb = SPEECH_ASKED.search(asked.question)
    if not verb:
        return []
    said = split_words(asked.question[: verb.start()])
    last = max((i for i, word in enumerate(said) if word.lower() in AUXILIARIES), default=len(said))
    stems = {stem(word) for word in said[last + 1 :]}
    return [i for i, term in enumerate(asked.terms) if term.stem in stems]


def _places_of(reading: Reading, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Where among all words each span ends."""
    starts = np.array([start for start, _ in locate_words(reading.text)])
    return [max(0, int(np.searchsorted(starts, end)) - 1) for _, end in spans]


def _best(values: Sequence[Floats]) -> float:
    return max((float(value.max()) for value in values if value.size), default=0.0)
