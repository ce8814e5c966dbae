"""Which sentences to quote: the reader's best, with what they lean on, each said once."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.generation.extractive.decision import Measures, merit, probability
from assistant.generation.intents.event_dates import occurred
from assistant.llm.extractive_reader import Passage, Reader, Reading
from assistant.retrieval.readable import is_question
from assistant.schema.draft import DraftStatement
from assistant.schema.evidence import EvidenceSentence
from assistant.text.dates import read_dates
from assistant.text.words import content_stems

MOST_QUOTES, MOST_REASONS = 3, 5
# Log odds. A further sentence is quoted when it is this close to the best one and likely itself; a
# sentence leans on the one before if, read without it, it loses this much.
CLOSE, LIKELY, LEANING = 1.0, 0.0, 2.0
# Log odds below the best, by merit and by the reader: it may be among several that answer.
WORTH_WEIGHING, WORTH_TELLING = 2.0, 2.5
SURE_WORDS = 0.0
_NUMBER = re.compile(r"\d[\d.,]*\d{2}(?!\d)")  # of three digits or more: years, sums, crowds


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of the evidence as it was read; `before` is the one before, if it is there."""

    sentence: EvidenceSentence
    reading: Reading
    before: EvidenceSentence | None
    # Shares of the question's words, rare ones counting more: that it has, that no sentence has.
    said: float
    unsaid: float

    @property
    def measures(self) -> Measures:
        """What the decision weighs."""
        of_passage = (math.log1p(self.sentence.hit), self.sentence.cosine)
        return Measures(self.reading.odds, self.reading.none, *of_passage, self.said, self.unsaid)

    @property
    def merit(self) -> float:
        """Log odds that it answers, to compare sentences by."""
        return merit(self.measures)

    @property
    def text(self) -> str:
        """The sentence in one line."""
        return " ".join(self.sentence.text.split())

    @property
    def answer(self) -> str:
        """The words of it that answer; empty where no words do."""
        words = self.sentence.text[self.reading.start : self.reading.end]
        return " ".join(words.split()) if self.reading.sure > SURE_WORDS else ""

    def quote(self) -> DraftStatement:
        """It as a statement; "Monday", if that answers, is told as a day of the calendar too."""
        return replace(self.sentence.quote(self._moment()), answer=self.answer)

    def _moment(self) -> str:
        """The day that the words name which answer, unless it is to come or said in passing."""
        published = self.sentence.article.published_at
        dates = read_dates(self.answer)
        moment = occurred(self.answer, published)
        if moment is None or dates[-1].end < len(self.answer):
            return ""
        is_own = occurred(self.sentence.text[: self.reading.end], published) == moment
        return f"{moment}: " if is_own and str(moment.day.year) not in self.text else ""


def read_evidence(
    reader: Reader, question: str, evidence: Sequence[EvidenceSentence]
) -> list[ReadSentence]:
    """The sentences that may be quoted, in text order by article; a question is no answer.

    Nor does an article answer that has not the numbers of the question: it is about another year,
    or another event.
    """
    numbers = frozenset(_NUMBER.findall(question))
    runs = [run for run in _runs(evidence) if numbers <= _numbers_of(run[0])]
    passages = [Passage(head_of(run[0]), tuple(one.text for one in run)) for run in runs]
    said, unsaid = _shares(question, evidence)
    found = []
    for run, readings in zip(runs, reader.read(question, passages), strict=True):
        before = [None, *run]
        found += [
            ReadSentence(sentence, reading, earlier, said[sentence.id], unsaid)
            for sentence, reading, earlier in zip(run, readings, before, strict=False)
            if not is_question(sentence.text)
        ]
    return found


def head_of(sentence: EvidenceSentence) -> str:
    """Title, source and day of its article, as the reader was trained to see them."""
    article = sentence.article
    day = f"{article.published_at:%Y-%m-%d}" if article.published_at else ""
    return " · ".join(filter(None, (article.title, article.source, day)))


def _numbers_of(sentence: EvidenceSentence) -> frozenset[str]:
    """The long numbers of its article: of the title, the day and the text."""
    return frozenset(_NUMBER.findall(f"{head_of(sentence)} {sentence.article.text}"))


def surest(read: Sequence[ReadSentence]) -> ReadSentence:
    """Of the sentences of about as much merit as the best one, that which is likeliest to answer.

    Merit compares sentences; how sure it is depends on what was read with it, too.
    """
    least = max(one.merit for one in read) - CLOSE
    return max(
        (one for one in read if one.merit >= least), key=lambda one: probability(one.measures)
    )


def choose(
    reader: Reader, question: str, read: Sequence[ReadSentence], best: ReadSentence
) -> list[ReadSentence]:
    """`best`, others that answer as well, and those that they lean on, in text order."""
    least = max(LIKELY, max(one.merit for one in read) - CLOSE)
    close = [one for one in read if one.merit >= least and one is not best]
    close.sort(key=lambda one: -one.merit)
    by_text = {one.text: one for one in reversed([best, *close][:MOST_QUOTES])}
    chosen = list(by_text.values())
    places = {one.sentence.id: place for place, one in enumerate(read)}
    leaned_on = [places[one.id] for one in _leaned_on(reader, question, chosen) if one.id in places]
    wanted = {places[one.sentence.id] for one in chosen} | set(leaned_on)
    return [read[place] for place in sorted(wanted)]


def choose_several(read: Sequence[ReadSentence]) -> list[ReadSentence]:
    """The best sentences that may answer, in text order.

    They have merit, and the reader finds them nearly as likely as any: words alone are no reason.
    """
    least = max(one.merit for one in read) - WORTH_WEIGHING
    least_odds = max(one.reading.odds for one in read) - WORTH_TELLING
    worthy = [one for one in read if one.merit >= least and one.reading.odds >= least_odds]
    by_text = {one.text: one for one in sorted(worthy, key=lambda one: one.merit)}
    best = list(by_text.values())[-MOST_REASONS:] or [surest(read)]
    return [one for one in read if one in best]


def _leaned_on(
    reader: Reader, question: str, chosen: Sequence[ReadSentence]
) -> Iterator[EvidenceSentence]:
    """The sentences without which those after them would not be understood as the answer.

    The reader says so: with the title alone it finds the answer less likely than after both.
    """
    tried = [one for one in chosen if one.before]
    alone = [Passage(head_of(one.sentence), (one.sentence.text,)) for one in tried]
    for one, (reading,) in zip(tried, reader.read(question, alone), strict=True):
        if one.before and reading.odds < one.reading.odds - LEANING:
            yield one.before


def _runs(evidence: Sequence[EvidenceSentence]) -> Iterator[list[EvidenceSentence]]:
    """Sentences that follow one another in an article; articles in the order of the evidence."""
    first: dict[str, int] = {}
    for place, one in enumerate(evidence):
        first.setdefault(one.article.id, place)
    ordered = sorted(evidence, key=lambda one: (first[one.article.id], one.number))
    run: list[EvidenceSentence] = ordered[:1]
    for earlier, one in pairwise(ordered):
        if one.article.id == earlier.article.id and one.number == earlier.number + 1:
            run.append(one)
        elif one.number != earlier.number or one.article.id != earlier.article.id:
            yield run
            run = [one]
    if run:
        yield run


def _shares(question: str, evidence: Sequence[EvidenceSentence]) -> tuple[dict[str, float], float]:
    """Of the question's words, rare ones counting more: what each sentence has, what none has.

    Sets have no order, and `fsum` needs none: the same question gives the same figures.
    """
    wanted = content_stems(question)
    stems = {one.id: content_stems(one.text) & wanted for one in evidence}
    often = Counter(stem for found in stems.values() for stem in found)
    worth = {stem: math.log((len(stems) + 1) / (often[stem] + 0.5)) for stem in wanted}
    whole = math.fsum(worth.values()) or 1.0
    shares = {name: math.fsum(worth[one] for one in found) / whole for name, found in stems.items()}
    return shares, math.fsum(worth[one] for one in wanted if not often[one]) / whole
