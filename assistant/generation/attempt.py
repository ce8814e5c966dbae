"""The course of one question to a model: what was said so far, and what is tried next."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

import prompts
from assistant.generation.model_stream import Piece, Request
from assistant.generation.reply_parser import MAX_REPLY, read_beginning, read_reply
from assistant.generation.structured_output import ModeMemory, bind, cannot, reply_schema
from assistant.llm import explain
from assistant.llm.evidence_prompt import answer_prompt
from assistant.llm.meter import Account, BudgetError
from assistant.llm.tokens import added, estimated
from assistant.schema.draft import Draft, DraftError
from assistant.schema.evidence import EvidenceSentence


class Attempt:
    """Modes are tried in order until one is taken; one unreadable reply is asked for again.

    It does no input or output: whoever drives it asks `request` with `messages`, hands over each
    piece, and says how it ended.
    """

    def __init__(
        self,
        model: BaseChatModel,
        memory: ModeMemory,
        question: str,
        evidence: Sequence[EvidenceSentence],
        account: Account,
    ) -> None:
        self.goes_on = True
        self._model, self._memory, self._account = model, memory, account
        self._question, self._evidence = question, evidence
        self._modes = list(memory.modes())
        self._repair: list[BaseMessage] = []
        self._reply = ""
        self._shown = False
        self._counted: dict[str, Any] = {}  # by the server, of this reply

    @property
    def messages(self) -> list[BaseMessage]:
        """What the model is asked."""
        words = answer_prompt(self._question, self._evidence, self._prompt)
        return [HumanMessage(words), *self._repair]

    @property
    def _prompt(self) -> str:
        return "answer_in_prose" if self._modes[0] == "prose" else "answer"

    def __enter__(self) -> Self:
        """Around the reading of a reply."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Whoever leaves in the middle, or is told to, has paid for what was said until then."""
        if kind is not None and not issubclass(kind, Exception):
            self._note()

    def request(self) -> Request:
        """The model as it is asked this time."""
        self._reply, self._counted, self._shown = "", {}, False
        return bind(self._model, self._modes[0], [sentence.id for sentence in self._evidence])

    def take(self, piece: Piece) -> Iterator[Draft]:
        """The draft with `piece`, if it says more."""
        self._counted = added(self._counted, piece.usage)
        if not piece.text:
            return
        self._reply += piece.text
        draft = read_beginning(self._reply)
        if draft.statements:
            self._shown = True
            yield draft

    @property
    def is_full(self) -> bool:
        """Whether no more of the reply would be read."""
        return len(self._reply) >= MAX_REPLY

    def finish(self) -> Draft:
        """The whole draft; raises `DraftError` where the reply has none."""
        draft = read_reply(self._reply)
        self._memory.remember(self._modes[0])
        self.goes_on = False
        self._note()
        return draft

    def fail(self, error: Exception) -> Iterator[None]:
        """Goes on in another way, or raises what ends it."""
        if cannot(error) and len(self._modes) > 1:
            del self._modes[0]
        elif self._is_unusable(error):
            self._note()
            if self._repair:
                self.goes_on = False
                raise DraftError(_told(error)) from error
            self._repair = self._ask_again(error)
        else:
            if self._reply:
                self._note()
            raise explain(error, self._account.model) from error
        if self._shown:
            yield None

    def _is_unusable(self, error: Exception) -> bool:
        """Whether there was a reply that was nothing, or broke off, or was not what was asked for.

        A connection that ends before anything was said is a server that cannot be reached.
        """
        kind = type(error).__name__
        broke_off = bool(self._reply) and "Connection" in kind
        told = error if isinstance(error, DraftError) else explain(error, self._account.model)
        return broke_off or kind in _CUT or isinstance(told, DraftError)

    def _ask_again(self, error: Exception) -> list[BaseMessage]:
        wrong = prompts.load("repair").substitute(error=_told(error))
        # An empty message is refused by some servers.
        said = [AIMessage(self._reply[:MAX_REPLY])] if self._reply.strip() else []
        repair: list[BaseMessage] = [*said, HumanMessage(wrong)]
        try:
            request = first_request(self._question, self._evidence)
            self._account.allow("\n".join([request, *(message.text for message in repair)]))
        except BudgetError as refused:
            self.goes_on = False
            raise DraftError(f"{_told(error)}, and to ask again may cost too much") from refused
        return repair

    def _note(self) -> None:
        """Tells what this reply has cost."""
        asked = "\n".join(message.text for message in self.messages)
        usage = self._counted or estimated(asked, self._reply)
        names = [self._prompt, "repair"] if self._repair else [self._prompt]
        self._account.note(names, self._reply, usage)


def first_request(question: str, evidence: Sequence[EvidenceSentence]) -> str:
    """All that is sent with the first request, the schema included: what its price depends on."""
    schema = json.dumps(reply_schema([sentence.id for sentence in evidence]))
    return f"{answer_prompt(question, evidence)}\n{schema}"


# What clients raise for a reply that was nothing, or began and broke off: it is worth asking again.
_CUT = (
    "AssertionError",
    "ReadError",
    "RemoteProtocolError",
    "ValueError",
)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, DraftError) else "the model's reply broke off"
