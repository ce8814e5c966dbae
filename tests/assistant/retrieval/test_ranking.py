"""Measures of candidates, reprints, explanations."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from assistant.commands.cli import cli
from assistant.render.text import independent_sources
from assistant.retrieval import ranking
from assistant.retrieval.hybrid import explain, search
from index.archive import Archive
from index.catalog.catalogue import Candidate
from index.catalog.scope import Scope
from index.models import Article, Sentence
from index.pipeline import index
from index.stems import stems_of
from tests.making import add

LONG = (
    "The harbour council of Skarvey voted on Tuesday to close the old swing bridge to lorries."
    " Inspectors had found eleven cracks in its northern hinge after the March storm."
    " Ferries will carry goods until the repair ends in October, the council said."
    " Drivers' unions called the decision late but right."
)


def candidate(text: str, title: str = "", source: str | None = None, key: int = 1) -> Candidate:
    """A candidate whose sentences end with full stops."""
    ends = [i + 1 for i, c in enumerate(text) if c == "."]
    spans = [Sentence(a, b) for a, b in zip([0, *ends], ends, strict=False)]
    found = stems_of(title, text, spans)
    data, ends_ = found.data.tobytes(), found.ends.tobytes()
    return Candidate(key, key, source, None, data, ends_, None, None)


def measured(question: str, *candidates: Candidate) -> list[dict[str, float]]:
    asked = ranking.weigh(question, {}, 10)
    table = ranking.measure(asked, [1.0, 0.0], candidates)
    return [dict(zip(ranking.WEIGHTS, row, strict=True)) for row in table.tolist()]


def test_title_words_count_for_coverage_but_not_per_sentence():
    (one,) = measured("ferry repair", candidate("The ferry runs.", title="Repairs"))
    assert one["cover"] == 1.0
    assert one["together"] == 0.5


def test_words_of_one_sentence_count_more_than_words_of_two():
    near, far = measured(
        "ferry repair",
        candidate("The ferry needs repairs. It rained."),
        candidate("The ferry runs. Repairs are dear."),
    )
    assert near["cover"] == far["cover"] == 1.0
    assert near["together"] == 1.0 > far["together"]


def test_a_source_that_the_question_names_is_seen():
    named, other = measured(
        "What did the Olm Herald report?",
        candidate("It rained.", source="The Olm Herald"),
        candidate("It rained.", source="Varn Post"),
    )
    assert (named["source"], other["source"]) == (1.0, 0.0)


def test_nothing_is_measured_of_no_candidates_or_no_words():
    asked = ranking.weigh("?!", {}, 0)
    assert ranking.measure(asked, [1.0], []).shape == (0, len(ranking.WEIGHTS))
    assert measured("?!", candidate("It rained."))[0]["cover"] == 0


def test_without_kept_stems_and_vectors_a_candidate_is_still_ranked():
    bare = Candidate(1, 1, None, None, None, None, None, None)
    rows = measured("ferry", bare, candidate("The ferry runs.", key=2))
    assert rows[0]["cover"] == 0 < rows[1]["cover"]
    assert all(np.isfinite(list(row.values())).all() for row in rows)


def test_sentences_of_a_chunk_have_vectors_of_their_own(archive: Archive):
    index(archive, [Article(id="a", text=LONG)])
    (found,) = archive.candidates([1])
    assert found.sentences and len(found.sentences) == 4 * 384
    hits = search(archive, "How many cracks did inspectors find?", 1, Scope())
    assert hits[0].signals["sentence"] > hits[0].signals["vector"]


def test_stems_go_with_their_chunk(archive: Archive):
    index(archive, [Article(id="a", text=LONG)])
    count = "SELECT COUNT(*) FROM stems"
    assert archive.catalogue.connection.execute(count).fetchone()[0] == 1
    archive.remove("a")
    assert archive.catalogue.connection.execute(count).fetchone()[0] == 0


def reprinted(archive: Archive) -> None:
    day = datetime(2024, 3, 5, tzinfo=UTC)
    index(
        archive,
        [
            Article(id="late", text=LONG + " So far.", source="Varn Post", published_at=day),
            Article(id="first", text=LONG, source="Olm Herald", published_at=day.replace(day=4)),
            Article(id="other", text="Skarvey's old bridge opened in 1911.", source="Olm Herald"),
        ],
    )


def test_of_reprints_the_original_is_shown_and_the_others_named(archive: Archive):
    reprinted(archive)
    hits = search(archive, "Why was the swing bridge in Skarvey closed?", 5, Scope())
    assert [hit.chunk.article.id for hit in hits] == ["first", "other"]
    assert [copy.id for copy in hits[0].also_in] == ["late"]
    assert independent_sources(hits) == 1


def test_a_reprint_that_the_scope_hides_is_not_named(archive: Archive):
    reprinted(archive)
    before = Scope(as_of=datetime(2024, 3, 4, 12, tzinfo=UTC))
    hits = search(archive, "Why was the swing bridge closed?", 5, before)
    assert [hit.also_in for hit in hits] == [()]


def test_what_an_update_adds_is_a_hit_of_its_own(archive: Archive):
    news = "Mayor Ilse Vant resigned over the contract for the hinge on Friday night. " * 12
    index(
        archive,
        [
            Article(id="first", text=LONG * 4, source="Olm Herald"),
            Article(id="more", text=LONG * 4 + "\n\n" + news, source="Varn Post"),
        ],
    )
    hits = search(archive, "Why did Mayor Ilse Vant resign?", 3, Scope())
    assert hits[0].chunk.article.id == "more"
    assert "Ilse Vant" in hits[0].chunk.text


def test_an_explanation_has_the_lookups_and_their_seconds(archive: Archive):
    reprinted(archive)
    hits, told = explain(archive, "Who closed the bridge?", 2, Scope())
    assert told.terms == ("closed", "bridge")
    assert {"embed", "words", "vectors", "rank", "read"} == set(told.milliseconds)
    assert len(told.candidates) == 3 > len(hits)
    assert set(told.candidates[0].signals) == set(ranking.WEIGHTS)


def test_search_and_ask_explain_themselves(seeds_folder: Path):
    run = CliRunner()
    at = ["--archive", str(seeds_folder)]
    shown = run.invoke(cli, [*at, "search", "ferry queues", "--explain", "--until", "2024-12-31"])
    assert "Looked up: ferry, queues" in shown.output
    assert "Scope: until 2024-12-31" in shown.output
    found = run.invoke(cli, [*at, "search", "ferry queues", "--explain", "--json"])
    assert set(json.loads(found.output)) == {"hits", "explanation"}
    asked = run.invoke(cli, [*at, "ask", "ferry queues?", "--llm", "none", "--explain", "--json"])
    assert json.loads(asked.output)["usage"]["explanation"]["terms"] == ["ferry", "queues"]
    plain = run.invoke(cli, [*at, "ask", "ferry queues?", "--llm", "none", "--explain"])
    assert "Milliseconds:" in plain.output
    nowhere = run.invoke(cli, [*at, "search", "ferry", "--explain", "--source", "Nobody"])
    assert "Relaxed: The archive has nothing from 'Nobody'" in nowhere.output


def test_cached_stems_and_candidates_are_dropped_when_the_archive_changes(
    archive: Archive,
):
    add(archive, Article(id="a", text="The ferry of Skarvey is late."))
    assert archive.occurrences(["ferri", "zeppelin"]) == {"ferri": 1, "zeppelin": 0}
    (key,) = archive.find_words(["ferry"], 5, Scope())
    assert [one.key for one in archive.candidates([key, 99])] == [key]
    add(archive, Article(id="a", text="The zeppelin and the ferry of Skarvey are late."))
    assert archive.occurrences(["ferri", "zeppelin"]) == {"ferri": 1, "zeppelin": 1}
    (fresh,) = archive.find_words(["zeppelin"], 5, Scope())
    (one,) = archive.candidates([fresh])
    assert len(one.stems or b"") == 4 * len(
        "The zeppelin and the ferry of Skarvey are late".split()
    )
    assert archive.candidates([key]) == ([one] if key == fresh else [])


def test_no_passage_is_lost_where_many_candidates_are_reprints(archive: Archive):
    for number in range(25):
        add(archive, Article(id=str(number), text=LONG, source=f"Paper {number}"))
    add(archive, Article(id="other", text="The old swing bridge of Skarvey closed.", source="One"))
    hits = search(archive, "Did Skarvey close the old swing bridge to lorries?", 2, Scope())
    assert {hit.chunk.article.id for hit in hits} == {"0", "other"}
    assert len(hits[0].also_in) + len(hits[1].also_in) == 24
