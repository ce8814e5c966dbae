"""Titles that end in the name of their publisher, as each face shows them."""

import re

import pytest

from assistant.render.references import answer_in_bibtex, answer_in_csl
from assistant.render.text import render_answer
from assistant.schema.answer import Answer
from assistant.slack.blocks import answer_blocks
from tests.assistant.notebook.making import a_citation, an_answer
from tests.slack_server import texts


def titled(title: str, source: str | None = "Northern Ledger") -> Answer:
    return an_answer(a_citation(1, "Cars queued.", title=title, source=source))


def shown(answer: Answer) -> str:
    found = re.search(r"^\[1\] (.*), 2024-05-20$", render_answer(answer), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "title",
    [
        "Bridge reopens | Northern Ledger",
        "Bridge reopens - NORTHERN LEDGER",
        "Bridge reopens  –  Northern  Ledger ",
        "Bridge reopens — Northern Ledger",
    ],
)
def test_a_publisher_at_the_end_is_shown_once(title: str):
    assert shown(titled(title)) == "Bridge reopens, Northern Ledger"


@pytest.mark.parametrize(
    "title",
    [
        "Bridge reopens | Evening Ledger",
        "Critics praise Northern Ledger",
        "Northern Ledger",
        "| Northern Ledger",
        "Bridge reopens | Northern Ledger | Transport",
    ],
)
def test_any_other_title_stays_whole(title: str):
    assert shown(titled(title)) == f"{title}, Northern Ledger"


def test_a_title_without_a_source_stays_whole():
    assert shown(titled("Bridge reopens | Northern Ledger", None)).endswith("| Northern Ledger")


def test_every_face_but_json_drops_the_publisher():
    answer = titled("Bridge reopens (again) | Northern Ledger")
    slack = " ".join(texts(answer_blocks(answer)))
    references = (answer_in_bibtex(answer), answer_in_csl(answer))
    for face in (slack, answer.to_markdown(), answer._repr_html_(), *references):
        assert "again" in face and "| Northern" not in face and "\\| Northern" not in face
    assert "| Northern Ledger" in answer.model_dump_json()
