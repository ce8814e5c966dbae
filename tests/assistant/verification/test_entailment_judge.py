"""A real, tiny NLI model as judge."""

import asyncio
from pathlib import Path

import pytest

from assistant import Assistant, check
from assistant.verification.entailment_judge import load_judge
from index.errors import ArchiveError
from tests.assistant.generation.test_model_writer import citing
from tests.assistant.verification.test_judge import QUESTION, TRUE, WRONG
from tests.cross_encoders import save_nli, save_scoring
from tests.openai_server import OpenAIServer


def test_an_nli_model_in_a_folder_judges_without_asking_anybody(
    user_folder: Path, openai_server: OpenAIServer, tmp_path: Path
):
    folder = save_nli(tmp_path / "nli", "withdrew", "expelled")
    openai_server.enqueue(*[citing("F-35 fighter program", text) for text in (TRUE, WRONG)] * 2)
    with Assistant(user_folder, judge=str(folder)) as assistant:
        for _ in range(2):
            assert assistant.ask(QUESTION).statements[0].support == "verified"
            assert asyncio.run(assistant.aask(QUESTION)).withheld[0].text == WRONG
    assert openai_server.asked_to_judge == []


def test_a_cross_encoder_without_entailment_or_extra_is_told_of(tmp_path: Path):
    with pytest.raises(ArchiveError, match=r"not an NLI model.*id2label"):
        load_judge(str(save_scoring(tmp_path / "scores", "ferry")))
    with pytest.raises(ArchiveError, match=r"\[rerank\]"):
        load_judge("some/nli-model")
    with pytest.raises(ArchiveError, match="needs a language model"):
        load_judge("llm")


def test_the_check_alone_takes_a_judge(tmp_path: Path):
    judge = load_judge(str(save_nli(tmp_path / "nli", "withdrew", "expelled")))
    assert check(TRUE, ["The US withdrew Turkey from the F-35 program."], judge=judge).failed == {}
    support = check(WRONG, ["The US withdrew Turkey from the F-35 program."], judge=judge)
    assert (support.verdict, list(support.failed)) == ("unsupported", ["judge"])
