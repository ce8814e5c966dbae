"""The state of one question to a model: the reply so far, and what to try next."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable

import prompts
from assistant.generation.answer_prompt import PROMPTS, answer_messages, most_statements
from assistant.generation.reply import reply_schema
from assistant.generation.reply_parser import MAX_REPLY, read_beginning, read_reply
from assistant.llm.chat_models import explain
from assistant.llm.meter import Account, BudgetError
from assistant.llm.structured_output import ModeMemory, bind, cannot
from assistant.llm.token_usage import added, counted, estimated
from assistant.schema.draft import Draft, DraftError
from assistant.schema.evidence import EvidenceSentence
from assistant.schema.query_plan import QueryPlan


class Attempt:
    """Tries modes in order until the server accepts one; retries once after an unreadable reply.

    It does no I/O itself: the caller sends `messages` to `request`, passes each chunk of the reply
    to `take`, and calls `finish` or `fail` at the end.
    """

    def __init__(
        self,
        model: BaseChatModel,
        memory: ModeMemory,
        plan: QueryPlan,
        evidence: Sequence[EvidenceSentence],
        account: Account,
        archive: str = "",
    ) -> None:
        self.goes_on = True
        self._model, self._memory, self._account = model, memory, account
        self._plan, self._evidence, self._archive = plan, evidence, archive
        self._modes = list(memory.modes())
        self._repair: list[BaseMessage] = []
        self._reply = ""
        self._shown: list[str] = []  # the statements told so far; the last may be unfinished
        self._is_open = False
        self._counted: dict[str, Any] = {}  # by the server, of this reply
        self._ended = ""  # why this reply did, as the server says

    @property
    def messages(self) -> list[BaseMessage]:
        """The messages to send."""
        prose = self._modes[0] == "prose"
        asked = answer_messages(self._plan, self._evidence, self._archive, prose=prose)
        return [*asked, *self._repair]

    @property
    def first_request(self) -> str:
        """The full text of the first request, including the schema, to estimate its price."""
        asked = answer_messages(self._plan, self._evidence, self._archive)
        return "\n".join([*(message.text for message in asked), json.dumps(self._schema)])

    @property
    def _schema(self) -> dict[str, Any]:
        ids = [sentence.id for sentence in self._evidence]
        return reply_schema(ids, most_statements(self._plan))

    def __enter__(self) -> Self:
        """Begins reading a reply."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Records the usage of the reply so far, also if the reader stops in the middle."""
        if kind is not None and not issubclass(kind, Exception):
            self._note()

    def request(self) -> Runnable[Any, AIMessage]:
        """The model, bound to the current mode."""
        self._reply, self._counted, self._ended = "", {}, ""
        self._shown, self._is_open = [], False
        return bind(self._model, self._modes[0], self._schema)

    def take(self, chunk: AIMessage) -> Iterator[Draft | None]:
        """Adds the text or the tool's arguments in `chunk`; yields the draft if it has grown."""
        self._counted = added(self._counted, counted(chunk))
        if self._ended != "refusal":  # what follows says "stop"
            self._ended = _end_of(chunk) or self._ended
        calls = chunk.tool_call_chunks if isinstance(chunk, AIMessageChunk) else ()
        text = "".join(call["args"] or "" for call in calls) or chunk.text
        if not text:
            return
        self._reply += text
        draft = read_beginning(self._reply)
        if draft.statements or self._shown:
            yield from self._tell(draft)

    def _tell(self, draft: Draft) -> Iterator[Draft | None]:
        """The draft; None comes before one that does not continue the draft before it."""
        lines = [statement.line for statement in draft.statements]
        whole = self._shown[:-1] if self._is_open else self._shown
        goes_on = lines[: len(whole)] == whole
        if goes_on and self._is_open:
            goes_on = len(lines) > len(whole) and lines[len(whole)].startswith(self._shown[-1])
        if not goes_on:
            yield None
        self._shown, self._is_open = lines, draft.open
        yield draft

    @property
    def is_full(self) -> bool:
        """Whether the rest of the reply would be ignored."""
        return len(self._reply) >= MAX_REPLY

    def finish(self) -> Iterator[Draft | None]:
        """The complete draft; raises `DraftError` if the reply has none."""
        try:
            draft = read_reply(self._reply)
        except DraftError as error:
            raise DraftError(_ENDS.get(self._ended, str(error))) from error
        self._memory.remember(self._modes[0])
        self.goes_on = False
        self._note()
        yield from self._tell(draft)

    def fail(self, error: Exception) -> Iterator[None]:
        """Moves on to the next mode or retry, or raises the final error."""
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
        """Whether a reply was empty, broke off or has the wrong form.

        A connection that ends before any text means that the server cannot be reached.
        """
        kind = type(error).__name__
        broke_off = bool(self._reply) and "Connection" in kind
        told = error if isinstance(error, DraftError) else explain(error, self._account.model)
        return broke_off or kind in _CUT or isinstance(told, DraftError)

    def _ask_again(self, error: Exception) -> list[BaseMessage]:
        wrong = prompts.template("repair").format_messages(error=_told(error))
        # Some servers reject an empty message.
        said = [AIMessage(self._reply[:MAX_REPLY])] if self._reply.strip() else []
        repair: list[BaseMessage] = [*said, *wrong]
        try:
            words = (message.text for message in repair)
            self._account.allow("\n".join([self.first_request, *words]))
        except BudgetError as refused:
            self.goes_on = False
            raise DraftError(f"{_told(error)}, and a retry may exceed the budget") from refused
        return repair

    def _note(self) -> None:
        """Records the usage of this reply."""
        asked = "\n".join(message.text for message in self.messages)
        usage = self._counted or estimated(asked, self._reply)
        names = [*PROMPTS, "repair"] if self._repair else PROMPTS
        self._account.note(names, self._reply, usage)


# Why a reply cannot be read, by how OpenAI's, Anthropic's and Google's servers say that it ended.
_BROKE_OFF = "the model's reply broke off"
_DECLINED = "the model declined to answer"
_FILTERED = "the server's filter withheld the model's reply"
_ENDS = {
    "length": _BROKE_OFF,
    "max_tokens": _BROKE_OFF,
    "refusal": _DECLINED,
    "content_filter": _FILTERED,
    "safety": _FILTERED,
}

# Raised by clients for a reply that was empty or broke off: a retry may help.
_CUT = (
    "AssertionError",
    "ReadError",
    "RemoteProtocolError",
    "ValueError",
)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, DraftError) else _BROKE_OFF


def _end_of(chunk: AIMessage) -> str:
    """Why the reply ends with this chunk; empty if it does not say."""
    blocks = chunk.content if isinstance(chunk.content, list) else ()
    is_refusal = any(isinstance(one, dict) and one.get("type") == "refusal" for one in blocks)
    if is_refusal or chunk.additional_kwargs.get("refusal"):
        return "refusal"
    told = chunk.response_metadata
    return str(told.get("finish_reason") or told.get("stop_reason") or "").lower()
