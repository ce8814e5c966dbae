"""The nearest coverage: what a refusal shows instead of an answer, if it is worth reading."""

from collections.abc import Sequence

from assistant.generation.intents.topic_articles import ABOUT, TopicWords
from assistant.planning.turns import full_names
from assistant.schema.answer import Citation
from assistant.schema.evidence import EvidenceSentence
from assistant.text.words import content_stems, split_words, stem

NEAREST = 3
_UNNAMED = 0.4  # of a topic's words, where no capitals show which are names


def nearest_of(
    question: str,
    evidence: Sequence[EvidenceSentence],
    topic: TopicWords | None = None,
    likely: Sequence[str] = (),
) -> list[Citation]:
    """The sentence with most of the question's words, from each of the evidence's first articles.

    Of those with half as many words, the first one is shown whose id is in `likely`; and articles
    come in the order of `likely`, too.

    An article with less than half as many of them as the best one would be misleading, and so would
    one without the names of the question where others have them. A search finds something for any
    question: unless the evidence is known to be about it, its `topic` is given, of which an article
    must have a name, a number or half of what its words are worth.
    """
    asked = content_stems(question)
    said = {one.id: len(asked & content_stems(one.text)) for one in evidence}
    enough = max(said.values(), default=0) / 2
    found = list(dict.fromkeys(one.article.id for one in evidence))
    ranks = {one.id: len(likely) for one in evidence}
    ranks |= {name: rank for rank, name in enumerate(likely)}
    best: dict[str, EvidenceSentence] = {}
    for one in sorted(evidence, key=lambda one: (ranks[one.id], -said[one.id])):
        if said[one.id] >= enough:
            best.setdefault(one.article.id, one)
    nearest = sorted(best.values(), key=lambda one: (ranks[one.id], found.index(one.article.id)))
    texts = {one.id: _text_of(one.article.id, evidence) for one in nearest}
    names = _names_in(topic.text if topic else question)
    if named := [one for one in nearest if names & content_stems(texts[one.id])]:
        nearest = named
    elif topic:
        least = _UNNAMED if topic.text.islower() else ABOUT
        nearest = [one for one in nearest if topic.share_in(texts[one.id]) >= least]
    return [one.citation(number) for number, one in enumerate(nearest[:NEAREST], start=1)]


def _names_in(text: str) -> set[str]:
    """The numbers of a text, and of its names the last words: others have the same first names."""
    names = {stem(word) for name in full_names(text) for word in split_words(name)[-1:]}
    return names | {one for one in content_stems(text) if any(map(str.isdigit, one))}


def _text_of(article: str, evidence: Sequence[EvidenceSentence]) -> str:
    """The title of an article and what was found of it."""
    found = [one for one in evidence if one.article.id == article]
    return " ".join([found[0].article.title or "", *(one.text for one in found)])
