"""The command line as a person and as a program use it."""

import json
import sys
from pathlib import Path

import pytest

from assistant.commands.cli import main
from tests.conftest import ROOT, USER_ARTICLE

QUESTION = "Which fighter program was Turkey withdrawn from?"


class Run:
    """Calls the command line in this process; keeps its exit code and what it printed."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *always: str
    ) -> None:
        self._capsys, self._monkeypatch, self._always = capsys, monkeypatch, always

    def __call__(self, *arguments: object) -> "Run":
        self._monkeypatch.setattr(
            sys, "argv", ["assistant", *map(str, (*self._always, *arguments))]
        )
        try:
            main()
            self.code = 0
        except SystemExit as stop:
            self.code = int(stop.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return self

    def fails(self, *arguments: object, code: int = 1) -> str:
        """The one line on standard error of a call that must fail."""
        self(*arguments)
        assert self.code == code, (self.out, self.err)
        assert "Traceback" not in self.err
        lines = [line for line in self.err.splitlines() if line.startswith("assistant: ")]
        assert len(lines) == 1, self.err
        return lines[0]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(capsys, monkeypatch)


@pytest.fixture
def use_seeds(seeds_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(seeds_folder))


@pytest.mark.usefixtures("use_seeds")
class TestAsking:
    def test_an_answer_shows_quote_title_source_date_and_link(self, run: Run):
        run("ask", "When did the Halden Narrows Bridge reopen?")
        assert run.code == 0
        quotation = "The bridge had reopened at 5 a.m. on Monday"
        assert run.out.count(quotation) == 1 and run.out.index(quotation) < run.out.index("\n[1] ")
        assert "Meridian Wire, 2024-05-20" in " ".join(run.out.split())
        assert "https://meridianwire.example/" in run.out
        assert "#:~:text=" not in run.out

    def test_a_source_without_address_shows_path_and_offsets(self, run: Run):
        run("ask", QUESTION)
        assert (
            run.out.count("It also withdrew NATO ally Turkey from its F-35 fighter program.") == 1
        )
        assert "000_0b410a4c2b4a097b.txt (" in run.out

    def test_without_a_model_one_line_says_so(self, run: Run):
        run("ask", QUESTION)
        assert run.err.strip() == (
            "No language model is configured: quoting the sources."
            " Set OPENAI_API_KEY or ASSISTANT_LLM."
        )

    def test_an_abstention_is_a_result(self, run: Run):
        run("ask", "When did Sullivan visit Lisbon?")
        assert run.code == 0
        assert "The archive does not answer this" in run.out
        assert "Nearest coverage:" in run.out

    def test_json_is_the_contract_and_nothing_else(self, run: Run):
        run("ask", "--json", QUESTION)
        answer = json.loads(run.out)
        assert list(answer) == [
            "question", "answered", "text", "statements", "citations", "abstention", "as_of",
            "model", "usage", "seconds", "id", "disagreements", "resolved", "shape",
            "unanswered", "plan", "withheld",
        ]  # fmt: skip
        assert list(answer["citations"][0]) == [
            "number", "quote", "start", "end", "article", "link"
        ]  # fmt: skip
        assert list(answer["citations"][0]["article"]) == [
            "id", "version", "title", "source", "url", "published_at", "path"
        ]  # fmt: skip
        text = USER_ARTICLE.read_text("utf-8").strip()
        citation = answer["citations"][0]
        assert text[citation["start"] : citation["end"]] == citation["quote"]

    def test_sources_and_days_narrow_the_answer(self, run: Run):
        question = "What will the repair of the Halden Narrows Bridge cost?"
        for scope, source in (
            (["--source", "northern ledger"], "Northern Ledger"),
            (["--since", "2024-04-01", "--until", "2024-04-10"], "The Harbour Courier"),
            (["--as-of", "2024-04-10"], "The Harbour Courier"),
        ):
            run("ask", "--json", question, *scope)
            answer = json.loads(run.out)
            assert {c["article"]["source"] for c in answer["citations"]} == {source}, scope

    def test_an_unknown_source_is_an_abstention_naming_the_known_ones(self, run: Run):
        run("ask", "--json", "What happened?", "--source", "Nobody's Gazette")
        abstention = json.loads(run.out)["abstention"]
        assert abstention["reason"] == "no-such-source"
        assert "Northern Ledger" in abstention["detail"]

    def test_search_shows_ranked_passages_with_their_signals(self, run: Run):
        run("search", "ferry queues", "--limit", 3)
        assert run.out.startswith("1. Ferry queues put a price on the Narrows, Northern Ledger")
        run("search", "--json", "ferry queues")
        hits = json.loads(run.out)
        assert [hit["rank"] for hit in hits] == list(range(1, 11))
        assert list(hits[0]) == ["rank", "score", "article", "text", "start", "end", "signals"]
        assert {"article", "vector", "sentence"} <= set(hits[0]["signals"])
        assert hits[0]["article"]["also_in"] == []

    def test_articles_are_listed_and_shown_in_every_version(self, run: Run):
        run("articles", "list", "--json")
        articles = json.loads(run.out)
        assert len(articles) == 34
        updated = next(article["id"] for article in articles if article["version"] == 2)
        run("articles", "show", updated, "--version", "1", "--json")
        assert json.loads(run.out)["version"] == 1
        run("articles", "show", updated)
        assert "Meridian Wire, 2024-05-20" in run.out
        told = run.fails("articles", "show", updated, "--version", 3)
        assert told.endswith("no version 3; leave out --version for the current one, 2")

    @pytest.mark.parametrize(
        ("question", "is_answered"),
        [
            ("Why was the Halden Narrows Bridge closed?", True),
            ("Who won the 1966 World Cup?", False),
            ("Hello!", True),
            ("How many articles mention the bridge?", True),
            ("How many articles mention zebras?", False),
        ],
    )
    def test_each_kind_of_answer_has_valid_json(self, run: Run, question: str, is_answered: bool):
        for options in (["--strict"], ["--explain"], ["--strict", "--explain"]):
            asked = ("ask", "--llm", "none", question, *options)
            assert run(*asked).code == 0 and run.err == ""
            told = json.loads(run(*asked, "--json").out)
            assert (run.code, told["answered"]) == (0, is_answered)
            assert ("explanation" in told["usage"]) == ("--explain" in options)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["ask", " "], "the question is empty"),
            (["ask", "x" * 100_000], "the question has 100,000 characters"),
            (["ask", "Who?", "--since", "yesterdayish"], "since: 'yesterdayish' is not a date"),
            (["ask", "Who?", "--llm", "openai:gpt-5-mini"], "needs a key"),
            (["ask", "Who?", "--until", "2024"], "until: '2024' is not a date"),
            (
                ["ask", "Who?", "--since", "2024-05-01", "--until", "2024-04-30"],
                "since: 2024-05-01 is after until: 2024-04-30",
            ),
            (["ask", "Who?", "--as-of", "9999-12-31T24:00"], "is not a date"),
            (["ask", "Who?", "--llm", "openai:x"], "needs a key"),
            (["articles", "show", "nothing"], "no article 'nothing'"),
            (["articles", "remove", "nothing"], "no article 'nothing'"),
            (["articles", "remove", "nothing", "--dry-run"], "no article 'nothing'"),
            (["articles", "remove", ""], "no article ''"),
            (["eval", "nowhere"], "nowhere is not a dataset"),
        ],
    )
    def test_what_a_person_can_get_wrong_is_one_line(
        self, arguments: list[str], says: str, run: Run
    ):
        assert says in run.fails(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["backup", ""],
        ["restore", ""],
        ["move", "--to", ""],
        ["index", "articles", ""],
        ["eval", ""],
        ["answers", "--cases", ""],
        ["--archive", "", "index", "articles"],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_not_the_current_folder(
    run: Run,
    arguments: list[str],
    seeds_to_copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("ASSISTANT_ARCHIVE", str(seeds_to_copy))
    monkeypatch.chdir(tmp_path)
    assert run(*arguments).code == 2 and "the path is empty" in run.err
    assert not [*tmp_path.iterdir()]


def test_asking_without_an_archive_is_one_line_and_creates_nothing(run: Run, tmp_path: Path):
    line = run.fails("--archive", tmp_path / "none", "ask", QUESTION)
    assert "no article is indexed yet" in line
    assert not (tmp_path / "none").exists()


def test_a_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSISTANT_TIMEOUT", "soon")
    assert "ASSISTANT_TIMEOUT" in run.fails("config")


def test_a_fault_of_ours_is_one_line_too(
    run: Run, seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.render.text.render_hits", lambda hits: 1 / 0)
    line = run.fails("--archive", seeds_folder, "search", "bridge")
    assert "ZeroDivisionError" in line
    monkeypatch.setenv("ASSISTANT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("--archive", seeds_folder, "search", "bridge")


def test_undecodable_bytes_in_a_question_do_no_harm(run: Run, seeds_folder: Path):
    run("--archive", seeds_folder, "ask", "Who is \udcff Rasmin?")
    assert run.code == 0


def test_an_address_that_is_none_is_one_line(
    run: Run, seeds_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASSISTANT_BASE_URL", "http://[::1")
    asked = ("--archive", seeds_folder, "ask", "Who?", "--llm", "openai:x", "--strict")
    assert "openai:x" in run.fails(*asked)


def test_a_server_out_of_reach_is_an_error_if_strict(
    run: Run, user_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ASSISTANT_BASE_URL", "http://127.0.0.1:9/v1")
    asked = ("--archive", user_folder, "ask", QUESTION, "--llm", "openai:x")
    assert run(*asked).code == 0 and "F-35" in run.out
    assert "openai:x: the server cannot be reached; check the network" in run.err
    assert "cannot be reached" in run.fails(*asked, "--strict")


def test_nothing_an_article_holds_is_obeyed_by_the_terminal(run: Run, tmp_path: Path):
    text = "The \u001b[31mbridge\u202e is shut to all traffic."
    article = {
        "id": "x\u001b[1m",
        "text": text,
        "title": "T\u0007",
        "url": "https://x.example/\u001b",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(article))
    for command in (
        ["index", "a.jsonl"], ["ask", "Is the bridge shut?"], ["search", "bridge"],
        ["articles", "list"],
    ):  # fmt: skip
        run("--archive", "a", *command)
        assert not set(run.out + run.err) & set("\u001b\u202e\u0007"), command


def test_a_damaged_settings_file_is_one_line(run: Run):
    Path("assistant.toml").write_bytes("archive = 'caf\xe9'".encode("latin-1"))
    assert "assistant.toml" in run.fails("config")
    Path("assistant.toml").write_text("archive = \n")
    assert "assistant.toml" in run.fails("config")
    Path("assistant.toml").write_text('colour = "red"\n')
    assert "colour" in run.fails("config")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ASSISTANT_WEB__PROXIES", "192.0.2.7", """as JSON, such as ASSISTANT_WEB__HOSTS='["""),
        ("ASSISTANT_WEB__PROXIES", '["192.0.2.7/24"]', "ASSISTANT_WEB__PROXIES, or in"),
    ],
)
def test_a_variable_that_cannot_be_read_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
):
    monkeypatch.setenv(variable, value)
    assert told in run.fails("config")


def test_settings_come_from_the_environment_then_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
):
    Path("assistant.toml").write_text('archive = "from-file"\ntimeout = 5\n')
    monkeypatch.setenv("ASSISTANT_TIMEOUT", "7")
    run("config", "--json")
    settings = json.loads(run.out)
    assert (settings["archive"], settings["timeout"]) == ("from-file", 7.0)
    run("config")
    assert "ASSISTANT_TIMEOUT" in run.out


class TestIndexing:
    def test_bad_input_is_named_and_the_rest_is_indexed(self, run: Run, tmp_path: Path):
        lines = [json.dumps({"text": f"Story {n}."}) for n in range(1, 10)]
        lines[6] = '{"text": "cut o'
        (tmp_path / "wire.jsonl").write_text("\n".join(lines))
        line = run.fails("--archive", "a", "index", "wire.jsonl", code=3)
        assert "wire.jsonl, line 7: not valid JSON" in line
        assert "8 indexed, 0 updated, 0 unchanged, 1 skipped" in run.out
        run("--archive", "a", "articles", "list", "--json")
        assert len(json.loads(run.out)) == 8

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("missing.txt", None, "no such file"),
            ("binary.txt", bytes(range(256)) * 40, "binary"),
            ("empty.txt", b"", "no text"),
            ("blank.html", b"<html><script>1</script></html>", "no text"),
            ("table.xlsx", b"PK", "no reader for .xlsx"),
            ("empty", "folder", "nothing to index"),
        ],
    )
    def test_input_that_gives_no_article_is_one_line(
        self, name: str, content: bytes | str | None, says: str, run: Run, tmp_path: Path
    ):
        if content == "folder":
            (tmp_path / name).mkdir()
        elif isinstance(content, bytes):
            (tmp_path / name).write_bytes(content)
        assert says in run.fails("--archive", "a", "index", name)

    def test_a_file_that_cannot_be_read_is_one_line(self, run: Run, tmp_path: Path):
        (tmp_path / "broken.txt").symlink_to("/proc/self/mem")  # opens, and then fails to read
        (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
        for name, says in (("broken.txt", "nput/output error"), ("gone.txt", "no such file")):
            assert says in run.fails("--archive", "a", "index", name)

    def test_the_summary_as_json(self, run: Run):
        run("--archive", "a", "index", "--json", USER_ARTICLE)
        summary = json.loads(run.out)
        assert (summary["indexed"], summary["skipped"]) == (1, [])
        run("--archive", "a", "index", "--json", USER_ARTICLE)
        assert json.loads(run.out)["unchanged"] == 1
        assert run.err == ""

    def test_another_embedder_on_an_archive_is_refused(self, run: Run):
        run("--archive", "a", "index", USER_ARTICLE)
        line = run.fails(
            "--archive", "a", "index", USER_ARTICLE, "--embedder", "openai:text-embedding-3-small"
        )
        assert "was made with the embedder minilm" in line

    def test_a_removed_article_is_not_found_any_more(self, run: Run):
        run("--archive", "a", "index", USER_ARTICLE)
        run("--archive", "a", "articles", "remove", USER_ARTICLE.name)
        assert run.code == 0
        run("--archive", "a", "articles", "list")
        assert run.out.strip() == "No articles."
        run("--archive", "a", "ask", "--json", QUESTION)
        assert json.loads(run.out)["abstention"]["reason"] == "empty-archive"
        run("--archive", "a", "ask", "--json", QUESTION, "--source", "Nobody's Gazette")
        assert json.loads(run.out)["abstention"]["detail"].endswith("; no article has a source.")


def test_usage_errors_exit_with_2(run: Run):
    run("ask")
    assert run.code == 2
    run("nonsense")
    assert run.code == 2


def test_every_command_explains_itself_with_an_example(run: Run):
    for command in (["index"], ["ask"], ["search"], ["eval"]):
        run(*command, "--help")
        assert f"assistant {command[0]} " in run.out
    run("--help")
    for command in ("index", "ask", "search", "articles", "eval", "config"):
        assert command in run.out


@pytest.mark.untraced
@pytest.mark.usefixtures("evaluation_cache")
def test_the_evaluation_prints_its_figures(run: Run):
    dataset = ROOT / "tests/evaluation/user-article-heldout"
    run("eval", dataset, "--limit", 8)
    assert "| answers.right_sentence |" in run.out
    run("eval", dataset, "--limit", 8, "--json")
    figures = json.loads(run.out)["answers"]
    assert figures["right_sentence"]["n"] + figures["abstention_recall"]["n"] == 8


@pytest.mark.usefixtures("evaluation_cache")
def test_two_reports_of_the_evaluation_are_compared(run: Run):
    dataset = ROOT / "tests/evaluation/user-article-heldout"
    for report, limit in (("a", 6), ("b", 8)):
        run("eval", dataset, "--retrieval-only", "--limit", limit, "--report", report)
        assert {path.name for path in Path(report).iterdir()} == {
            "report.html", "report.json", "report.md"
        }  # fmt: skip
    run("eval", "--compare", "a", "b/report.json")
    assert "6 questions that both runs asked; left out 2 that only one" in run.err
    assert "| retrieval.chunks.hits@1 |" in run.out
    run("eval", "--compare", "a", "b", "--json")
    assert {d["p"] for d in json.loads(run.out)} == {1.0}
    assert "has no report.json" in run.fails("eval", "--compare", "a", "c")
    for wrong in (["eval"], ["eval", dataset, "--compare", "a", "b"]):
        assert run(*wrong).code == 2


@pytest.mark.usefixtures("evaluation_cache")
def test_the_evaluation_says_what_it_had_to_leave_out(run: Run, tmp_path: Path):
    article = {"id": "a", "text": "The ferry stops in March. It was full."}
    gold = [{"article": "a", "quote": "It was empty."}]
    question = {"id": "q", "question": "When does the ferry stop?", "answerable": True}
    question |= {"answers": [], "gold": gold, "asked_at": None, "tags": []}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n{")
    (tmp_path / "questions.jsonl").write_text(json.dumps(question))
    run("eval", tmp_path, "--retrieval-only")
    assert "left out: " in run.err
    assert "1 gold sentences are not in their articles" in run.err
    assert run.err.rstrip().endswith("q (a)")
