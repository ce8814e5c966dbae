"""Rewrites follow-ups into standalone questions with a chat model, and validates its reply.

The model sees earlier questions and cited sentences as data. Its reply must not contain a name or
number that was not said before, so that no article can inject a question.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langsmith import tracing_context

import prompts
from assistant.llm.evidence_prompt import shown
from assistant.llm.meter import Account, Meter
from assistant.llm.tokens import counted, estimated
from assistant.planning.turns import Turn
from assistant.settings import EVIDENCE_TOKENS
from assistant.text.words import AUXILIARIES, split_words
from assistant.verification.names import find_names, name_words, same_name
from index.injection import is_hostile
from index.tokens import count_tokens

PROMPT = "follow_up"
MOST_TURNS = 6  # the last ones of the conversation
_MOST_QUOTES, _MOST_QUOTED = 3, 400  # per turn; code points of a sentence
_MOST_CHARACTERS = 300  # of a reply, or three times the question's length
_ASKING = frozenset(
    "who whom whose what which when where why how in on at by for from since until to with"
    " according tell name list show explain describe give compare".split()
)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


class Rewriter:
    """Rewrites follow-ups with a LangChain chat model, identified by `name` and `base_url`."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        base_url: str | None = None,
        budget: int = EVIDENCE_TOKENS,
    ) -> None:
        self._model, self._name, self._base_url = model, name, base_url
        self._budget = budget  # tokens of the conversation in the prompt

    def rewrite(self, question: str, turns: Sequence[Turn], meter: Meter) -> str | None:
        """The standalone question; None on failure, since rules can complete it instead."""
        account, words = self._account(meter), follow_up_prompt(question, turns, self._budget)
        try:
            account.allow(words)
            with tracing_context(enabled=False):
                message = self._model.invoke(words)
        except Exception:  # each provider's client has errors of its own; told of by the writer
            return None
        return _read(message, words, question, turns, account)

    async def arewrite(self, question: str, turns: Sequence[Turn], meter: Meter) -> str | None:
        """`rewrite` for an event loop; cancelling the task closes the connection."""
        account, words = self._account(meter), follow_up_prompt(question, turns, self._budget)
        try:
            await asyncio.to_thread(account.allow, words)
            with tracing_context(enabled=False):
                message = await self._model.ainvoke(words)
        except Exception:
            return None
        return _read(message, words, question, turns, account)

    def _account(self, meter: Meter) -> Account:
        return meter.account(self._name, self._base_url)


def _read(
    message: AIMessage, words: str, question: str, turns: Sequence[Turn], account: Account
) -> str | None:
    account.note([PROMPT], message.text, counted(message) or estimated(words, message.text))
    return usable(message.text, question, turns)


def follow_up_prompt(question: str, turns: Sequence[Turn], budget: int = EVIDENCE_TOKENS) -> str:
    """The prompt with the last turns as data, one line each; only our lines start with # or >.

    They take at most `budget` tokens; the sentences cited longest ago are dropped first.
    """
    lines: list[str] = []
    for turn in reversed(turns[-MOST_TURNS:]):
        asked = f"# {shown(turn.question)}"
        quotes = [f"> {shown(one[:_MOST_QUOTED])}" for one in _harmless(turn)[:_MOST_QUOTES]]
        of_turn = [asked, *quotes]
        while of_turn and budget < sum(map(count_tokens, of_turn)):
            of_turn.pop()
        budget -= sum(map(count_tokens, of_turn))
        lines = of_turn + lines
    return prompts.load(PROMPT).substitute(
        today=f"{datetime.now(UTC):%A, %-d %B %Y}",
        conversation="\n".join(lines),
        question=shown(question),
    )


def usable(reply: str, question: str, turns: Sequence[Turn]) -> str | None:
    """The question in a model's reply; None if there is none, or if it adds names or numbers."""
    lines = [line.strip() for line in reply.strip().strip("`").splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    said = re.sub(r"^(?:last |rewritten )?question:\s*", "", lines[0], flags=re.IGNORECASE)
    said = said.strip('"“”*# ')
    is_sane = len(said) <= max(_MOST_CHARACTERS, 3 * len(question)) and "://" not in said
    return (
        said
        if said and is_sane and _is_question(said) and _is_known(said, question, turns)
        else None
    )


def _is_question(said: str) -> bool:
    words = split_words(said)
    return bool(words) and (said.endswith("?") or words[0].lower() in _ASKING | AUXILIARIES)


def _is_known(said: str, question: str, turns: Sequence[Turn]) -> bool:
    """Whether every name and number in it was said before; a date may be computed."""
    heard = " ".join(
        [question, *(part for turn in turns for part in (turn.question, *turn.sentences))]
    )
    words = name_words(heard)
    days = [day for turn in turns for day in turn.days if day]
    years = {str(year) for day in days for year in range(day.year - 10, day.year + 2)}
    years |= {str(datetime.now(UTC).year - back) for back in range(3)}
    spoken = [word for word in name_words(said)[1:] if any(letter.isupper() for letter in word)]
    names = [name for name in find_names(said) if name in spoken and name not in _MONTHS]
    numbers = [number for number in _NUMBER.findall(said) if int(re.sub(r"\D", "", number)) > 31]
    return all(same_name(name, words) for name in names) and all(
        number in heard or number in years for number in numbers
    )


_MONTHS = frozenset(
    "January February March April May June July August September October November December".split()
)


def _harmless(turn: Turn) -> list[str]:
    return [sentence for sentence in turn.cited if not is_hostile(sentence)]
