"""Two questions in one: "Who is the mayor of Ulmsted and when was the dam opened?"

Only two complete questions are split: "who founded it and why" is one.
"""

import re

from assistant.planning.english.intents.question_mask import ReadPlan
from assistant.schema.query_plan import DoubleIntent
from assistant.text.words import AUXILIARIES, topic_stems

_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_JOINT = re.compile(
    rf"\s*(?:[,;]|\?)?\s+(?:and|but)(?:\s+also)?,?\s+(?={_WH}\b)|\?\s+(?={_WH}\b)", re.IGNORECASE
)
_BEGINS = re.compile(
    rf"^(?:so,?\s+)?(?:(?:in|at|on|by|to|from)\s+)?(?P<word>{_WH})\s+(?P<next>\w+)", re.IGNORECASE
)
# "Who bought it", "what broke" need no auxiliary; "where the dam is" is not a question by itself.
_NEEDS_AUXILIARY = frozenset("when where why whom".split())
_PRONOUN = re.compile(r"\b(?:it|he|she|they|him|them|this|these|those|there)\b", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:its|his|her|their)\b", re.IGNORECASE)
# The end of the first question: the thing that a pronoun of the second refers to.
_NOUN = re.compile(
    r"\b(?:the|an?)\s+[^,;]+$|\b(?-i:[A-Z])[\w’'-]*(?:\s+(?:of\s+|the\s+)?(?-i:[A-Z])[\w’'-]*)*$",
    re.IGNORECASE,
)
# "When was the bridge closed": the verb is not part of the name.
_PARTICIPLE = re.compile(
    r"(?<=\w)\s+[a-z]*(?:ed|en|wn|ilt|und|orn|ght|ade|old|ost|ut|un|ung|eld|lt|pt)$"
)
# "Who is accused of it, who denies it, and who ...": clauses about one person.
_RELATIVE = re.compile(r"\w\W+(?:who|whose|whom|which|that|where)\b", re.IGNORECASE)
_MOST_WORDS = 8  # of the thing that a pronoun refers to


def read(question: str, read_plan: ReadPlan) -> DoubleIntent | None:
    """The intent, if there are two complete questions, each with a topic."""
    question = question.strip().rstrip(" ?.")
    for joint in _JOINT.finditer(question):
        first, second = question[: joint.start()].strip(" ,;?"), question[joint.end() :].strip()
        if not (_is_whole(first) and _is_whole(second)) or _RELATIVE.search(first):
            continue
        resolved = _resolved(second, first)
        if resolved:
            return DoubleIntent((f"{first}?", f"{resolved[0].upper()}{resolved[1:]}?"))
    return None


def _is_whole(question: str) -> bool:
    """Whether it is a complete question with a topic: "when" and "why did it" are not."""
    begins = _BEGINS.match(question)
    if begins is None or len(question.split()) < 3:
        return False
    word, follower = begins["word"].lower(), begins["next"].lower()
    if word in _NEEDS_AUXILIARY and follower not in AUXILIARIES:
        return False
    return bool(topic_stems(question) or _PRONOUN.search(question) or _OWNED.search(question))


def _resolved(second: str, first: str) -> str | None:
    """The second question with its pronoun resolved; None if that is not possible."""
    if not (_PRONOUN.search(second) or _OWNED.search(second)):
        return second
    match = _NOUN.search(first)
    noun = _PARTICIPLE.sub("", match[0]) if match else ""
    is_unclear = " of " in noun and re.search(r"\bits?\b", second, re.IGNORECASE)
    if not noun or is_unclear or len(noun.split()) > _MOST_WORDS:
        return None
    said = _OWNED.sub(lambda _: f"{noun}’s", second, count=1)
    return _PRONOUN.sub(lambda _: noun, said, count=1)
