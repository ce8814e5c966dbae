"""The archive as tools of the Model Context Protocol, asked by the client of its SDK."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant import Answer, Assistant
from index.models import Article
from tests.assistant.web.conftest import ODD_ID
from tests.assistant.web.serving import serving
from tests.conftest import ROOT
from tests.making import add

QUESTION = "Which fighter program was Turkey withdrawn from?"
QUOTE = "It also withdrew NATO ally Turkey from its F-35 fighter program."


def run(web: httpx.Client, talk: Callable[[Client], Awaitable[None]], token: str = "") -> None:
    """Lets `talk` speak with the server over HTTP."""

    async def connected() -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            url = f"{web.base_url}/mcp"
            async with Client(streamable_http_client(url, http_client=http)) as client:
                await talk(client)

    asyncio.run(connected())


@asynccontextmanager
async def started(folder: Path) -> AsyncGenerator[Client]:
    """A client of `assistant mcp`, which it starts."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "--archive", str(folder), "mcp", "--llm", "none"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    async with Client(command) as client:
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool returns as data."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return result.structured_content


async def use_every_tool(client: Client) -> None:
    listed = await client.list_tools()
    assert [tool.name for tool in listed.tools] == [
        *("ask", "search", "read_article", "timeline", "list_sources")
    ]
    said = await client.call_tool("ask", {"question": QUESTION})
    answer = Answer.model_validate(said.structured_content)
    assert answer.citations[0].quote == QUOTE
    assert QUOTE in said.content[0].text.replace("**", "")  # type: ignore[union-attr]
    cited = answer.citations[0]
    article = await call(
        client, "read_article", article_id=cited.article.id, version=cited.article.version
    )
    assert article["text"][cited.start : cited.end] == QUOTE
    filters = {"sources": ["Northern Ledger"]}
    found = await call(client, "search", query="bridge", limit=2, filters=filters)
    assert [hit["article"]["source"] for hit in found["hits"]] == filters["sources"] * 2
    events = await call(client, "timeline", topic="Halden Narrows Bridge")
    days = [entry["day"] for entry in events["entries"]]
    assert days == sorted(days) and all(entry["citation"]["quote"] for entry in events["entries"])
    sources = (await call(client, "list_sources"))["result"]
    assert {"name": "Northern Ledger", "articles": 12}.keys() == sources[0].keys()
    assert sources[0]["articles"] >= sources[-1]["articles"]
    read = await client.read_resource(f"archive://articles/{quote(cited.article.id, safe='')}")
    assert QUOTE in read.contents[0].text  # type: ignore[union-attr]


def test_every_tool_is_used_over_http(web: httpx.Client):
    run(web, use_every_tool)


@pytest.mark.slow
def test_every_tool_is_used_over_standard_streams(web_folder: Path):
    async def talk() -> None:
        async with started(web_folder) as client:
            await use_every_tool(client)

    asyncio.run(talk())


@pytest.mark.slow
def test_a_program_ends_it_by_a_signal(web_folder: Path):
    command = [sys.executable, "-m", "assistant", "--archive", str(web_folder), "mcp"]
    with subprocess.Popen(
        [*command, "--llm", "none"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as served:
        assert served.stdin and served.stdout
        served.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        served.stdin.flush()
        assert served.stdout.readline()  # it reads its input
        served.terminate()
        try:
            assert served.wait(10) == -signal.SIGTERM
        finally:
            served.kill()


def test_a_follow_up_names_the_answer_before(web: httpx.Client, asking: Assistant):
    async def talk(client: Client) -> None:
        question = "When did the Halden Narrows Bridge reopen?"
        first = await call(client, "ask", question=question)
        await call(client, "ask", question="Who announced it?", follows=first["id"])

    run(web, talk)
    second, first = asking.answers.latest(2)
    assert first.conversation == second.conversation


def test_mistakes_are_one_line_for_the_model(web: httpx.Client):
    async def talk(client: Client) -> None:
        for tool, arguments, line in (
            ("ask", {"question": " "}, "the question is empty; type a question"),
            ("ask", {"question": "Why?", "follows": "forged"}, "there is no answer 'forged'"),
            ("search", {"query": "x", "filters": {"since": "yesteryear"}}, "is not a date"),
            ("read_article", {"article_id": "../../etc/passwd"}, "There is no such article"),
            ("read_article", {"article_id": "hostile", "version": 10**30}, "less than"),
            ("search", {}, "query: Field required"),
            ("search", {"query": 5, "limit": "x"}, "query: Input should be a valid string; limit:"),
            ("ask", {"question": "Why?", "filters": {"a\nb": 1}}, "filters.a b: Extra inputs are"),
            ("erase", {}, "Unknown tool: erase"),
        ):
            said = await client.call_tool(tool, arguments)
            assert said.is_error
            text = said.content[0].text  # type: ignore[union-attr]
            assert line in text and "\n" not in text and "pydantic" not in text
        limited = (await client.call_tool("search", {"query": "x", "limit": 1_000})).content
        assert limited[0].text == "limit: Input should be less than or equal to 100"  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="There is no such article"):
            await client.read_resource("archive://articles/..%2F..%2Fetc%2Fpasswd")

    run(web, talk)


@pytest.mark.parametrize("id", [ODD_ID, ".."])
def test_any_article_is_a_resource(web: httpx.Client, asking: Assistant, id: str):
    text = "A kite festival opened in Orlo. It closed again at night."
    if id != ODD_ID:
        add(asking.archive, Article(id=id, text=text))

    async def talk(client: Client) -> None:
        read = await client.read_resource(f"archive://articles/{quote(id, safe='')}")
        assert read.contents[0].text == text  # type: ignore[union-attr]

    run(web, talk)
    if id != ODD_ID:
        asking.archive.remove(id)


def test_no_stream_is_opened_that_says_nothing(web: httpx.Client):
    opened = web.get("/mcp", headers={"Accept": "text/event-stream"})
    assert opened.status_code == 405 and "POST" in opened.headers["allow"]


def test_the_token_is_needed_here_too(asking: Assistant):
    with serving(asking, host="0.0.0.0", token="right") as web:
        hello = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        assert web.post("/mcp", json=hello).status_code == 401
        other = {"Authorization": "Bearer right", "Origin": "https://evil.example"}
        assert web.post("/mcp", json=hello, headers=other).status_code == 403
        run(web, use_every_tool, "right")


def test_no_path_of_the_server_is_told(web: httpx.Client, asking: Assistant):
    async def talk(client: Client) -> None:
        for tool, arguments in (
            ("ask", {"question": QUESTION}),
            ("search", {"query": "bridge"}),
            ("timeline", {"topic": "Halden Narrows Bridge"}),
        ):
            assert str(ROOT) not in str(await call(client, tool, **arguments))

    run(web, talk)
