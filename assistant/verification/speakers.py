"""Speakers: a claim must remain a claim, and keep its speaker."""

import re
from collections.abc import Sequence

from assistant.verification.dates import mask_dates
from assistant.verification.names import find_names, fold, name_words

_VERBS = (
    r"said|says|say|saying|told|tells|telling|added|adds|argued|argues|arguing|claimed|claims|claiming"
    r"|alleged|alleges|denied|denies|denying|insisted|insists|warned|warns|warning|accused|accuses"
    r"|asked|asks|replied|replies|announced|announces|explained|explains|declared|declares|wrote"
    r"|writes|testified|testifies|stated|states|acknowledged|confirmed|confirms|called|calls|recalled"
    r"|complained|predicted|promised|estimated|estimates|reckons?|expects?|believes|disclosed|described"
    r"|answered|criticised|criticized|praised|blamed|reported|reports|cautioned|dismissed|rejected"
    r"|rejects|pledged|vowed|admitted|conceded|suggested|suggests|maintains|maintained|contends"
    r"|urged|demanded|offers|offered|put|puts"
)
# Verbs of which a name before them is surely the speaker: one may call a newsroom, put a question.
_SPEAKS = re.sub(
    r"\|(?:calle?d?s?|puts?|offere?d?s?|praised|blamed|reported|reports)\b(?=\||$)", "", _VERBS
)
_REPORTED = re.compile(
    rf"\b(?:{_VERBS})\b|\baccording to\b|\breported(?:ly)?\b|\balleged(?:ly)?\b|\bsupposed(?:ly)?\b"
    r"|\b(?:statement|testimony|claim|accusation|allegation|estimate|account|view|opinion|report"
    r"|survey|poll|denial|argument|forecast|appears?|seems?|apparently|suspected|suspicion)s?\b"
    r"|[\"“”]",
    re.IGNORECASE,
)
# A claim that its article does not make its own, by the word or by who speaks for whom.
_CONTESTED = re.compile(
    r"\b(?:claim(?:s|ed|ing)|alleg(?:es|ed|ing)|insist(?:s|ed)|argu(?:es|ed)|den(?:ies|ied)"
    r"|(?:claim|allege|insist|argue|contend) that"
    r"|dismiss(?:es|ed)|accus(?:es|ed|ing)|contend(?:s|ed)|maintain(?:s|ed) that|reckons|blamed)\b"
    r"|\b(?:spokes(?:man|woman|person)|lawyer)\b[^.]{0,80}\b(?:said|says|told|called)\b"
    r"|\b(?:said|says) (?:a |the )?(?:[\w’'-]+ ){0,3}(?:spokes(?:man|woman|person)|lawyer)\b"
)
_PRONOUN_SPEAKS = re.compile(
    rf"\b(?:he|she|they|it|who)\s(?:\w+ly\s)?(?:{_VERBS})\b", re.IGNORECASE
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sgt|Lt|Col|Capt|Det|Supt)\.\s")
_NAME = r"(?:[A-ZÀ-ÞĞŞŽ][\w’'-]*\s?){1,4}"
_BEFORE_VERB = re.compile(
    rf"(?:(?<!\bof\s)({_NAME}),[^,.;“”\"]{{1,80}},\s|({_NAME}),?\s?)"
    rf"(?:(?:has|had|also|later|then|\w+ly)\s)*(?<!was )(?:{_SPEAKS})\b"
)
_AFTER_VERB = re.compile(
    rf"(?:[,”\"]\s(?:said|says)|\baccording\sto)\s(?:[a-zé’'-]+,?\s){{0,4}}"
    rf"({_NAME})(?!\s?(?:{_VERBS})\b)"
)
_TOLD = re.compile(rf"\b(?:told|asked)\s({_NAME})")
# In a longer sentence the subject may be far before its verb.
_FAR_BEFORE = re.compile(rf"([^.;“”\"]{{1,160}})\b(?:{_VERBS})\b")


def find_misattributed(statement: str, sentences: Sequence[str]) -> tuple[str, ...]:
    """The speakers of `statement` that no sentence has, or a claim that lost its speaker.

    If the speaker in a sentence is "he", any name nearby may be meant.
    """
    speakers = _speakers(statement)
    said = "\n".join(sentences)
    if speakers:
        if _PRONOUN_SPEAKS.search(said):
            return ()
        speaking = {name for sentence in sentences for name in _may_speak(sentence)}
        known = {fold(word) for word in name_words(said)}
        return tuple(name for name in speakers if name in known and name not in speaking)
    if _REPORTED.search(statement):
        return ()
    return ("unattributed",) if sentences and all(map(_CONTESTED.search, sentences)) else ()


def _speakers(text: str) -> list[str]:
    """The folded names of who speaks, right before or after a verb of speech."""
    plain = _TITLE.sub("", mask_dates(text))
    matches = [*_BEFORE_VERB.finditer(plain), *_AFTER_VERB.finditer(plain)]
    names = [fold(name) for m in matches for name in find_names(f"x {m[m.lastindex or 1]}")]
    return list(dict.fromkeys(names))


def _may_speak(sentence: str) -> list[str]:
    """Also words further before the verb, except those that it addresses."""
    plain = _TITLE.sub("", sentence)
    far = [fold(word) for m in _FAR_BEFORE.finditer(plain) for word in name_words(m[1])]
    told = {fold(n) for m in _TOLD.finditer(plain) for n in find_names("x " + m[1])}
    return [*_speakers(sentence), *(name for name in far if name not in told)]
