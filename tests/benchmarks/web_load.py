"""Many people ask at once: python -m tests.benchmarks.web_load [PEOPLE] [SECONDS]

Each asks about a town of their own, over and over; an answer about another's town is mixed up.
First without a model, then with a scripted one that takes half a second.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx

from assistant import Answer, Assistant
from index.models import Article
from tests.assistant.web.serving import serving
from tests.making import add
from tests.openai_server import OpenAIServer, evidence_of, pieces, send_stream, words_of

_TAKES = 0.5  # seconds of the scripted model
_SYLLABLES = "ba do fe gi ko lu ma ne ri so".split()


@dataclass
class Load:
    """The seconds of each answer, errors, and answers about a town that was not asked about."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """The seconds within which that share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def town(person: int) -> str:
    """A name of its own for each person."""
    syllables = [_SYLLABLES[int(digit)] for digit in f"{person:03}"]
    return "".join(syllables).capitalize() + "stad"


def fill(assistant: Assistant, people: int) -> None:
    """An article on the mayor of each town."""
    articles = [
        Article(
            id=town(n),
            title=f"Election in {town(n)}",
            text=f"The mayor of {town(n)} is Ada Kern {n}. The weather was fine.",
        )
        for n in range(people)
    ]
    assistant.index([])
    add(assistant.archive, *articles)


class Mayors(OpenAIServer):
    """A model that says what the evidence says of the town that is asked about."""

    def _reply(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        asked = words_of(body).rpartition("mayor of ")[2].partition("?")[0]
        time.sleep(_TAKES)
        found = [id for id, text in evidence_of(body).items() if f"mayor of {asked} is" in text]
        said = [{"evidence": found[:1], "text": evidence_of(body)[found[0]]}] if found else []
        verdict = "answered" if said else "not-in-evidence"
        send_stream(handler, pieces(json.dumps({"verdict": verdict, "statements": said})))


async def ask_for(url: str, people: int, seconds: float) -> Load:
    """All of them ask, each as soon as the answer before is there."""
    load, until = Load(), time.monotonic() + seconds
    limits = httpx.Limits(max_connections=people)

    async def person(client: httpx.AsyncClient, number: int) -> None:
        while time.monotonic() < until:
            begun = time.monotonic()
            question = {"question": f"Who is the mayor of {town(number)}?"}
            response = await client.post("/api/ask", json=question)
            load.seconds.append(time.monotonic() - begun)
            if response.status_code != 200:
                load.errors.append(response.text)
                continue
            answer = Answer.model_validate(response.json())
            cited = {citation.article.id for citation in answer.citations}
            if answer.question != question["question"] or cited != {town(number)}:
                load.mixed_up.append(f"{question['question']} {answer.text}")

    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        await asyncio.gather(*(person(client, number) for number in range(people)))
    return load


@contextmanager
def served(folder: Path, people: int, llm: str, **settings: Any) -> Iterator[str]:
    """The address of a server of an archive of so many towns."""
    with Assistant(folder, llm=llm, **settings) as assistant:
        fill(assistant, people)
        assistant.ask(f"Who is the mayor of {town(0)}?")  # loads what an answer needs
        with serving(assistant) as web:
            yield str(web.base_url)


def main(people: int, seconds: float) -> None:
    """Prints a line for each way to answer."""
    os.environ["OPENAI_API_KEY"] = "none"
    model = Mayors()
    for name, llm, more in (
        ("extractive", "none", {}),
        ("scripted model", "openai:scripted", {"base_url": model.url, "judge": "none"}),
    ):
        with (
            tempfile.TemporaryDirectory() as folder,
            served(Path(folder) / "archive", people, llm, **more) as url,
        ):
            worked = time.process_time()
            load = asyncio.run(ask_for(url, people, seconds))
            each = 1_000 * (time.process_time() - worked) / len(load.seconds)
        times = ", ".join(f"p{p} {load.percentile(p / 100):.2f} s" for p in (50, 95))
        print(
            f"{name}: {people} people, {len(load.seconds)} answers, {times},"
            f" {each:.0f} ms of work each, {len(load.errors)} errors, {len(load.mixed_up)} mixed up"
        )
        print(*load.errors[:3], *load.mixed_up[:3], sep="\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ("50", "60")))
