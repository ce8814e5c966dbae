"""What a newspaper corrects: the value that an article gives, and the one that takes its place.

Without a model no other differences are reported: docs/decisions/disagreements.md.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from assistant.llm.genre import genre_of
from assistant.schema.answer import Disagreement, Value
from assistant.schema.evidence import EvidenceSentence
from assistant.text.dates import mask_dates
from assistant.text.words import content_stems
from assistant.verification.quantities import Quantity, read_quantities

_LEAST_SHARED = 3  # words of the correction and of the sentence that it corrects


def find_corrections(
    evidence: Sequence[EvidenceSentence], cited: Sequence[EvidenceSentence]
) -> list[Disagreement]:
    """Values that an article of corrections repeats, each with the one of its next sentence.

    Only those of which a sentence is cited.
    """
    found: dict[tuple[str, str], Disagreement] = {}
    for repeating, righting in _corrections(evidence):
        for sentence in evidence:
            if not _is_corrected(sentence, repeating):
                continue
            if not any(one in cited for one in (sentence, repeating, righting)):
                continue
            values = product(*map(_quantities, (sentence, repeating, righting)))
            for old, wrong, right in values:
                if old.values == wrong.values != right.values and _one_unit(old, wrong, right):
                    told = _words(sentence, old), _words(righting, right)
                    found.setdefault(told, _disagreement(*told, sentence, righting))
    return list(found.values())


def _corrections(
    evidence: Sequence[EvidenceSentence],
) -> Iterator[tuple[EvidenceSentence, EvidenceSentence]]:
    """Each two neighbouring sentences of articles that are corrections."""
    correcting = [sentence for sentence in evidence if genre_of(sentence.article) == "correction"]
    for one, other in product(correcting, correcting):
        if one.article.id == other.article.id and one.number + 1 == other.number:
            yield one, other


def _is_corrected(sentence: EvidenceSentence, correction: EvidenceSentence) -> bool:
    """Whether it is of an article from before the correction, and says much the same."""
    last, day = sentence.article.known_at, correction.article.published_at
    is_before = last is not None and day is not None and last.date() <= day.date()
    is_other = sentence.article.id != correction.article.id
    shared = content_stems(sentence.text) & content_stems(correction.text)
    words = [stem for stem in shared if not stem[0].isdigit()]
    return is_before and is_other and len(words) >= _LEAST_SHARED


def _quantities(sentence: EvidenceSentence) -> list[Quantity]:
    return [one for one in read_quantities(mask_dates(sentence.text)) if one.values]


def _one_unit(*quantities: Quantity) -> bool:
    return len({quantity.dimension for quantity in quantities}) == 1


def _words(sentence: EvidenceSentence, quantity: Quantity) -> str:
    return " ".join(sentence.text[quantity.start : quantity.end].split())


def _disagreement(
    old: str, right: str, sentence: EvidenceSentence, correction: EvidenceSentence
) -> Disagreement:
    told = ((old, sentence), (right, correction))
    values = [
        Value(value=value, citation=one.citation(n)) for n, (value, one) in enumerate(told, 1)
    ]
    title = correction.article.title or correction.article.id
    return Disagreement(
        values=values, newer=1, correction=1, note=f"{right} corrects {old}: “{title}”."
    )
