"""ASSISTANT_WEB_URL: citations of every interface lead to the article in the browser."""

import asyncio
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.schema.events import Cited
from assistant.slack.blocks import answer_blocks
from assistant.web.data import Passages
from index.errors import ArchiveError
from tests.assistant.web.serving import serving

BASE = "https://news.example/desk"
QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture(scope="module")
def linking(user_folder: Path) -> Iterator[Assistant]:
    """Asks about an article without an address of its own."""
    with Assistant(user_folder, llm="none", web_url=f"{BASE}/") as assistant:
        yield assistant


@pytest.fixture(scope="module")
def answer(linking: Assistant) -> Answer:
    return linking.ask(QUESTION)


def test_a_citation_leads_to_the_marked_sentence(linking: Assistant, answer: Answer):
    cited = answer.citations[0]
    assert cited.article.url is None
    assert cited.link and cited.link.startswith(f"{BASE}/articles/")
    with serving(linking) as web:
        page = web.get(cited.link.removeprefix(BASE))
        asked = web.post("/ask", data={"question": QUESTION}, follow_redirects=True)
    assert f'<mark id="cited">{cited.quote}</mark>' in page.text
    assert "original page" not in asked.text


def test_every_interface_has_the_link(answer: Answer):
    link = str(answer.citations[0].link)
    assert f'"url": "{link}"' in str(answer_blocks(answer)).replace("'", '"')
    assert link in unescape(answer._repr_html_())
    assert f"]({link})" in answer.to_markdown()


def test_streams_and_timelines_have_the_links(linking: Assistant):
    async def cited() -> list[str | None]:
        events = linking.astream(QUESTION)
        return [event.citation.link async for event in events if isinstance(event, Cited)]

    links = [e.citation.link for e in linking.stream(QUESTION) if isinstance(e, Cited)]
    links += asyncio.run(cited())
    abstention = linking.timeline("Sullivan").abstention
    assert abstention and len(links) >= 2
    links += [citation.link for citation in abstention.nearest]
    assert all(link and link.startswith(BASE) for link in links)


def test_passages_have_links_for_programs(linking: Assistant):
    hits = linking.search(QUESTION, 1)
    (told,) = Passages.of(hits, linking.settings.web_url).hits
    assert told["link"].startswith(f"{BASE}/articles/")
    (told,) = Passages.of(hits, None).hits
    assert told["link"] is None


def test_without_the_setting_links_are_the_articles_own(user_folder: Path):
    with Assistant(user_folder, llm="none") as assistant:
        assert assistant.ask(QUESTION).citations[0].link is None
    with pytest.raises(ArchiveError, match="web_url"):
        Assistant(user_folder, web_url="javascript:alert(1)")
