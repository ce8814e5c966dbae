"""A model's yes or no to whether the evidence answers, and what the rules make of a yes."""

from pathlib import Path

import pytest

from assistant import Assistant
from tests.openai_server import OpenAIServer

NEAR_MISS = "Who is Turkey's defense minister?"
ANSWERED = "Which fighter jet program did the United States remove Turkey from?"
QUOTED = "It also withdrew NATO ally Turkey from its F-35 fighter program."


@pytest.fixture
def assistant(user_folder: Path, openai_server: OpenAIServer) -> Assistant:
    openai_server.enqueue('{"verdict": "not-mentioned", "statements": []}')
    return Assistant(user_folder, llm="openai:local", base_url=openai_server.url)


def is_written(openai_server: OpenAIServer) -> bool:
    return bool(openai_server.requests)


def test_a_weak_yes_to_a_near_miss_is_taken_back(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.logprobs.append({"Yes": 0.5, " yes": 0.05, "No": 0.4})
    answer = assistant.ask(NEAR_MISS)
    assert answer.abstention and answer.abstention.reason == "insufficient-evidence"
    assert not is_written(openai_server)
    assert answer.model == "openai:local" and answer.usage["input_tokens"] == 100


@pytest.mark.parametrize(
    ("question", "probabilities"),
    [(NEAR_MISS, {"Yes": 0.98, "No": 0.02}), (ANSWERED, {"Yes": 0.5, "No": 0.45})],
)
def test_a_sure_yes_or_a_shared_one_is_written(
    assistant: Assistant,
    openai_server: OpenAIServer,
    question: str,
    probabilities: dict[str, float],
):
    openai_server.logprobs.append(probabilities)
    assistant.ask(question)
    assert is_written(openai_server)


def test_the_rules_take_back_no_no(assistant: Assistant, openai_server: OpenAIServer):
    openai_server.logprobs.append({"no": 0.55, "yes": 0.45})
    assert assistant.ask(ANSWERED).abstention
    assert not is_written(openai_server)


@pytest.mark.parametrize(
    ("said", "probabilities"),
    [
        ("Yes.", {"Yes": 0.25, "No": 0.2, "The": 0.2}),  # as one of 135 million parameters has it
        ("[a0f]", {"[": 0.4, "yes": 0.01, "no": 0.01}),
        ("Certainly, here it is", None),
    ],
)
def test_a_model_that_says_neither_leads_to_quotations(
    assistant: Assistant,
    openai_server: OpenAIServer,
    said: str,
    probabilities: dict[str, float] | None,
):
    openai_server.verdicts.append(said)
    openai_server.logprobs.extend([probabilities] if probabilities else [])
    answer = assistant.ask(ANSWERED)
    assert not is_written(openai_server)
    assert answer.text == f"{QUOTED} [1]" and answer.model == "quotations"
    assert "does not say whether the evidence answers" in answer.usage["note"]


@pytest.mark.parametrize(
    "said", ["YES", "**Yes**", "<think>no, or</think> yes", "I should say: yes."]
)
def test_a_server_without_probabilities_is_taken_at_its_word(
    assistant: Assistant, openai_server: OpenAIServer, said: str
):
    openai_server.verdicts.extend([said, said.lower().replace("yes", "no")])
    assistant.ask(ANSWERED)
    assert len(openai_server.requests) == 1
    assert assistant.ask(ANSWERED).abstention
    assert len(openai_server.requests) == 1


def test_a_large_models_word_is_not_doubted(user_folder: Path, openai_server: OpenAIServer):
    openai_server.enqueue('{"verdict": "not-mentioned", "statements": []}')
    with Assistant(user_folder, llm="openai:gpt-5-mini") as assistant:
        assistant.ask(NEAR_MISS)
    assert is_written(openai_server)
