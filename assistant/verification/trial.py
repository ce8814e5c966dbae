"""A statement on its way through verification, and the exact checks of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.schema.answer import Support
from assistant.schema.draft import DraftStatement, Fate
from assistant.schema.evidence import EvidenceSentence, by_article
from assistant.verification.cited_names import find_unborne
from assistant.verification.suspicions import (
    LONGEST,
    Source,
    Suspicion,
    by_kind,
    find_suspicions,
    word_beginnings,
)

NO_CITATION = "it cites no sentence of the evidence"
TOO_LONG = "it is too long for one statement"
_MARK = re.compile(r"\s*\[[\s\w,;]*\d[\s\w,;]*\]")
_LEAST_SHARED = 0.6  # of the statement's longer words, in a sentence that is to be cited instead
_NEAR, _LIKELY = 12, 3  # other sentences of a cited article; others that share most words
# What cited sentences lack and others of the article have; names are compared more closely.
_FACTS = ("numbers", "units", "dates", "quotations", "unborne")
_BEFORE = 3  # sentences before a cited one that may name whom it is about
_TELLING = 3  # sentences of the cited articles that say what the cited ones do not


@dataclass
class Trial:
    """A statement, what it cites of the evidence, and what has become of it.

    It is open until it has a `support` or a `reason` for not being shown. `within` are the
    sentences that may support it; `unjudged` is why a judge gave no verdict, `shortened` why only
    a part is shown.
    """

    written: DraftStatement
    text: str
    cited: tuple[EvidenceSentence, ...]
    within: Sequence[EvidenceSentence]
    suspicions: tuple[Suspicion, ...] = ()
    support: Support | None = None
    reason: str = ""
    fate: Fate = "as-cited"
    is_refused: bool = False
    unjudged: str = ""
    shortened: str = ""
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether nothing has been decided yet."""
        return self.support is None and not self.reason

    @property
    def is_withheld(self) -> bool:
        """Whether it states something that is not shown."""
        return bool(self.reason) and self.fate != "dropped"

    @property
    def doubts(self) -> tuple[str, ...]:
        """What exact checks did not find, in words."""
        return tuple(map(str, self.suspicions)) + (() if self.cited else (NO_CITATION,))

    @property
    def unaided(self) -> Support:
        """How it is shown without a judge, unless it is grave."""
        return "unverified" if self.suspicions else "checked"

    @property
    def is_grave(self) -> bool:
        """Whether it cannot be shown without a judge."""
        return not self.cited or any(one.is_grave for one in self.suspicions)

    @property
    def is_doubtful(self) -> bool:
        """Whether it has something that its articles, as far as they were read, do not say."""
        return any(one.kind != "unborne" for one in self.suspicions)

    def cite(self, ids: Iterable[str]) -> bool:
        """Cites the sentences of those ids, if all may support it; says whether that changed it."""
        found = {one.id: one for one in self.within}
        cited = tuple(found[name] for name in dict.fromkeys(ids) if name in found)
        if not cited or {one.id for one in cited} == {one.id for one in self.cited}:
            return False
        self.cited, self.fate = cited, "recited" if self.fate == "as-cited" else self.fate
        return True

    def withhold(self, reason: str) -> None:
        """Decides that it is not shown."""
        self.support, self.reason, self.why = None, reason, by_kind(self.suspicions)


def examine(written: DraftStatement, evidence: Sequence[EvidenceSentence]) -> Trial:
    """The statement after exact checks: quoted and counted ones, and questions, are decided."""
    known = {sentence.id: sentence for sentence in evidence}
    cited = tuple(known[name] for name in dict.fromkeys(written.ids) if name in known)
    trial = Trial(written, written.text, cited, evidence)
    if written.is_counted:
        trial.support = "verified"
    elif not written.text.strip() or written.text.endswith("?"):
        trial.fate, trial.reason = "dropped", "a question states nothing"
    elif _is_quoted(trial):
        trial.support = "quoted"
    else:
        trial.text = _MARK.sub("", written.text).strip()
        _check(trial)
    return trial


def candidates(trial: Trial) -> tuple[EvidenceSentence, ...]:
    """Sentences that may support it instead: others of the cited articles, and the likeliest."""
    near = [one for some in by_article(trial.cited) for one in _beside(some, trial.within)]
    likely = sorted(trial.within, key=lambda one: -_shared(trial.text, one.text))[:_LIKELY]
    every = {one.id: one for one in (*near, *_telling(trial), *(likely if trial.is_grave else ()))}
    cited = {one.id for one in trial.cited}
    return tuple(one for name, one in every.items() if name not in cited)


def _beside(
    cited: Sequence[EvidenceSentence], within: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """The article's sentences nearest to a cited one or its beginning, which has when and where."""
    article, numbers = cited[0].article, {one.number for one in cited}
    near = [one for one in within if one.article.id == article.id and one.number not in numbers]
    near.sort(key=lambda one: min(abs(one.number - number) for number in (0, *numbers)))
    return near[:_NEAR]


def _telling(trial: Trial) -> Iterator[EvidenceSentence]:
    """Sentences of the cited articles that together have what the cited ones lack: a first name."""
    wanted = {one.words.casefold() for one in trial.suspicions if one.kind == "unborne"}
    articles = {one.article.id for one in trial.cited}
    others = [(one, one.text.casefold()) for one in trial.within if one.article.id in articles]
    for _ in range(_TELLING):
        said = [({words for words in wanted if words in text}, one) for one, text in others]
        found, sentence = max(said, key=lambda one: len(one[0]), default=(set(), None))
        if not found or sentence is None:
            return
        yield sentence
        wanted -= found


def has_facts(text: str) -> bool:
    """Whether it has a number, date, quotation, address or name, which articles may lack."""
    return any(one.kind != "words" for one in find_suspicions(text, ()))


def sources_of(
    cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence] = ()
) -> list[Source]:
    """What is cited, by article, with what else of these articles is in the evidence."""
    return [_source(some, evidence) for some in by_article(cited)]


def _source(cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence]) -> Source:
    article = cited[0].article
    ids = {one.id for one in cited}
    before = {one.number - step for one in cited for step in range(1, _BEFORE + 1)}
    own = [one for one in evidence if one.article.id == article.id]
    header = filter(None, (article.title, article.source, *article.authors))
    return Source(
        tuple(one.text for one in cited),
        "\n".join(header),
        article.published_at,
        tuple(one.text for one in own if one.id not in ids),
        article.text if evidence else "",
        article.language,
        article.url or "",
        article.title or "",
        tuple(one.text for one in own if one.number in before),
        next((one.text for one in own if one.number == 0), ""),
    )


def _is_quoted(trial: Trial) -> bool:
    """Whether it is a sentence that it cites or might have cited, word for word."""
    for sentence in (*trial.cited, *trial.within):
        if trial.text == " ".join(sentence.text.split()):
            if all(sentence.id != one.id for one in trial.cited):
                trial.cite([sentence.id])
            return True
    return False


def _check(trial: Trial) -> None:
    """Finds what is suspicious; cites one sentence that supports all, if the cited ones do not."""
    if len(trial.text) > LONGEST:
        trial.withhold(TOO_LONG)
        return
    trial.suspicions = find_suspicions(trial.text, sources_of(trial.cited))
    if not trial.cited:  # nothing else can be said of it
        trial.suspicions = tuple(one for one in trial.suspicions if one.kind == "characters")
    if any(one.kind == "characters" for one in trial.suspicions):
        trial.withhold("; ".join(trial.doubts))
        return
    strict = trial.suspicions
    if strict:
        trial.suspicions = find_suspicions(trial.text, sources_of(trial.cited, trial.within))
    is_doubtful = trial.is_grave or any(one.kind != "names" for one in strict)
    if is_doubtful and (only := _bearer(trial)):
        trial.cite([only.id])
        trial.suspicions = strict = ()
    moved = [one.words for one in strict if one.kind in _FACTS and one not in trial.suspicions]
    moved += find_unborne(trial.text, sources_of(trial.cited, trial.within))
    trial.suspicions += tuple(Suspicion("unborne", words, False) for words in dict.fromkeys(moved))


def _bearer(trial: Trial) -> EvidenceSentence | None:
    """The one sentence that has every number, date, quotation and name of the statement."""
    if not has_facts(trial.text):
        return None  # any sentence would do
    most = max((_shared(trial.text, one.text) for one in trial.cited), default=0.0)
    shares = [(_shared(trial.text, one.text), one) for one in trial.within]
    likely = [one for share, one in shares if share >= _LEAST_SHARED and share > most]
    bearing = [one for one in likely if not find_suspicions(trial.text, sources_of([one]))]
    return bearing[0] if len(bearing) == 1 else None


def _shared(text: str, sentence: str) -> float:
    """The share of the longer words of `text` that `sentence` has, by their beginnings."""
    words = word_beginnings(text)
    return len(words & word_beginnings(sentence)) / max(1, len(words))
