"""Several archives behind one address, by the token of who asks."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from assistant import Assistant
from assistant.settings import load_settings
from index.errors import ArchiveError
from index.models import Article
from tests.assistant.web.serving import serving
from tests.making import add

NEWS, SPORTS, DESK = "token-of-the-news", "token-of-sports", "token-of-the-desk"
QUESTION = "Which fighter program was Turkey withdrawn from?"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    with Assistant(tmp_path / "sports", llm="none") as assistant:
        assistant._create()
        add(assistant.archive, Article(id="cup", text="Orlo won the cup on Sunday by two goals."))
    return tmp_path / "sports"


@pytest.fixture
def web(user_to_copy: Path, other: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    folder = Path(copytree(user_to_copy, tmp_path / "news"))
    (tmp_path / "sports-token").write_text(f"{SPORTS}\n")
    tokens = {
        "sports": {"file": tmp_path / "sports-token", "archive": "sports"},
        "desk": {"token": DESK},
    }
    with (
        Assistant(folder, llm="none") as assistant,
        serving(assistant, "0.0.0.0", NEWS, tokens=tokens, archives={"sports": other}) as client,
    ):
        yield client


def by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def articles(web: httpx.Client, **headers: dict[str, str]) -> set[str]:
    told = web.get("/api/articles", **headers)
    assert told.status_code == 200, told.text
    return {article["id"] for article in told.json()}


def test_each_token_opens_its_own_archive(web: httpx.Client):
    news, sports, desk = (articles(web, headers=by(t)) for t in (NEWS, SPORTS, DESK))
    assert sports == {"cup"} and "cup" not in news and news == desk
    for token, answered in ((NEWS, True), (DESK, True), (SPORTS, False)):
        told = web.post("/api/ask", json={"question": QUESTION}, headers=by(token)).json()
        assert told["answered"] is answered
        assert ("F-35" in str(told)) is answered


def test_no_archive_shows_answers_of_another(web: httpx.Client):
    told = web.post("/api/ask", json={"question": QUESTION}, headers=by(NEWS)).json()
    assert web.get(f"/api/answers/{told['id']}", headers=by(DESK)).status_code == 200
    assert web.get(f"/api/answers/{told['id']}", headers=by(SPORTS)).status_code == 404
    assert web.get("/api/answers", headers=by(SPORTS)).json() == []


def test_an_unknown_token_opens_none(web: httpx.Client):
    for given in ({}, by("wrong"), by("")):
        if given != by(""):
            assert web.get("/api/articles", headers=given).status_code == 401
    assert web.get("/", headers={"Cookie": "assistant=forged"}).status_code == 303


def test_the_login_leads_to_the_archive_of_a_token(web: httpx.Client):
    for token, found in ((SPORTS, {"cup"}), (NEWS, None)):
        entered = web.post("/login", data={"token": token, "then": "/"})
        assert entered.status_code == 303
        assert (articles(web) == {"cup"}) is (found is not None)
        web.cookies.clear()
    assert web.post("/login", data={"token": "wrong", "then": "/"}).status_code == 401


def test_tools_of_language_models_see_their_archive(web: httpx.Client):
    begin = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    accept = {"Accept": "application/json, text/event-stream"}
    for token in (NEWS, SPORTS):
        assert web.post("/mcp", json=begin, headers=by(token) | accept).status_code == 200
    assert web.post("/mcp", json=begin, headers=accept).status_code == 401


@pytest.mark.parametrize(
    "tokens, why",
    [
        ({"sports": {"token": NEWS}}, "another token is the same"),
        ({"a": {"token": "x"}, "b": {"token": "x"}}, "another token is the same"),
        ({"sports": {"token": SPORTS, "archive": "nothing"}}, "no archive 'nothing'"),
        ({"sports": {"archive": "sports"}}, "give `token` or `file`"),
        ({"sports": {"file": "/nonexistent/token"}}, "cannot read"),
    ],
)
def test_tokens_that_cannot_work_are_said(
    user_folder: Path, other: Path, tokens: dict[str, dict[str, str]], why: str
):
    with (
        Assistant(user_folder, llm="none") as assistant,
        pytest.raises(ArchiveError, match=why),
        serving(assistant, "0.0.0.0", NEWS, tokens=tokens, archives={"sports": other}),
    ):
        pass


def test_tokens_are_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "assistant.toml").write_text(f'[web.tokens.desk]\ntoken = "{DESK}"\n')
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.web.tokens["desk"].value("desk") == DESK
    assert DESK not in repr(settings) + str(settings.model_dump(mode="json"))
