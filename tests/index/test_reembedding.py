"""Another embedder for an archive that has articles: beside the old one, then instead of it."""

import os
import signal
import subprocess
import sys

import pytest

from index.archive import Archive
from index.catalog.scope import Scope
from index.doctor.check_result import Finding
from index.doctor.vectors import check_embedder
from index.dry_run import plan_vectors
from index.embedder_change import re_embed
from index.errors import ArchiveError
from index.models import Article
from tests.conftest import ROOT
from tests.making import add
from tests.openai_server import OpenAIServer

OPENAI = "openai:text-embedding-3-small"
STORIES = [Article(id=f"s{n}", text=f"The ferry number {n} sank.") for n in range(5)]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    add(archive, *STORIES)
    return archive


def nearest(archive: Archive, text: str) -> str:
    found = archive.find_nearest(archive.embedder.embed_query(text), 1, Scope())
    return next(iter(archive.chunks(list(found)).values())).article.id


def test_another_embedders_vectors_replace_the_old_ones(
    filled: Archive, openai_server: OpenAIServer
):
    assert re_embed(filled, OPENAI) == 5
    assert filled.embedder.name == OPENAI
    assert nearest(filled, "\nThe ferry number 3 sank.") == "s3"
    with Archive.open(filled.folder, OPENAI) as again:
        assert again.vectors.count() == 5
    with pytest.raises(ArchiveError, match="re-embed --embedder minilm"):
        Archive.open(filled.folder, "minilm")


def test_older_archives_get_sentence_vectors(filled: Archive):
    rows = "SELECT chunk, data, sentences FROM embeddings ORDER BY chunk"
    before = [tuple(row) for row in filled.catalogue.connection.execute(rows)]
    with filled.catalogue.transaction() as db:
        db.execute("UPDATE embeddings SET sentences = NULL WHERE chunk > 2")
    assert check_embedder(filled, is_full=False) == Finding(
        "embedder",
        "warning",
        "3 chunks were embedded before minilm made vectors of sentences",
        "assistant index --re-embed",
    )
    assert plan_vectors(filled, filled.embedder).embedded == 3
    with Archive.open(filled.folder) as reader:
        keys = list(reader.catalogue.all_vectors().values())
        assert sum(one.sentences is None for one in reader.candidates(keys)) == 3
        assert re_embed(filled) == 3
        assert all(one.sentences for one in reader.candidates(keys))
    assert [tuple(row) for row in filled.catalogue.connection.execute(rows)] == before
    assert plan_vectors(filled, filled.embedder).embedded == re_embed(filled) == 0
    assert check_embedder(filled, is_full=False).severity == "fine"


def test_an_embedder_without_words_is_not_asked_for_sentences(
    filled: Archive, openai_server: OpenAIServer
):
    re_embed(filled, OPENAI)
    assert plan_vectors(filled, filled.embedder).embedded == re_embed(filled) == 0
    assert check_embedder(filled, is_full=False).severity == "fine"


def test_a_running_reader_goes_over_to_the_new_vectors(
    filled: Archive, openai_server: OpenAIServer
):
    with Archive.open(filled.folder) as reader:
        assert nearest(reader, "The ferry number 2 sank.")
        re_embed(filled, OPENAI)
        assert nearest(reader, "\nThe ferry number 2 sank.") == "s2"


def test_an_interrupted_re_embedding_keeps_old_vectors_and_resumes(
    filled: Archive, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.writer.TOGETHER", 2)

    def die(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        re_embed(filled, OPENAI, progress=die)
    with Archive.open(filled.folder) as reader:
        assert reader.embedder.name == "minilm"
        assert nearest(reader, "The ferry number 3 sank.") == "s3"
    asked = len(openai_server.embedded)
    assert asked == 2
    assert re_embed(filled, OPENAI) == 3
    assert len(openai_server.embedded) == 5


def test_the_old_vectors_are_taken_out_by_the_next_run(
    filled: Archive, openai_server: OpenAIServer
):
    before = filled.vectors
    re_embed(filled, OPENAI)
    assert before.count() == 5
    add(filled, Article(id="flood", text="The river rose."))
    with pytest.raises(ArchiveError, match="are gone"):
        before.count()
    assert filled.vectors.count() == 6


def test_back_to_the_embedder_before_is_as_good_as_new(
    filled: Archive, openai_server: OpenAIServer
):
    re_embed(filled, OPENAI)
    re_embed(filled, "minilm")
    add(filled, Article(id="flood", text="The river rose."))
    assert filled.vectors.count() == 6
    assert nearest(filled, "The ferry number 3 sank.") == "s3"


def test_an_embedder_that_does_not_exist_changes_nothing(filled: Archive):
    with pytest.raises(ArchiveError, match="no embedder is called"):
        re_embed(filled, "nobody")
    assert nearest(filled, "The ferry number 3 sank.") == "s3"


@pytest.mark.slow
def test_a_killed_re_embedding_keeps_old_vectors_and_resumes(
    filled: Archive, openai_server: OpenAIServer
):
    code = (
        "import os, signal, sys; from pathlib import Path; from index import writer\n"
        "from index.embedder_change import re_embed; from index.archive import Archive\n"
        "writer.TOGETHER = 2\n"
        "die = lambda done: os.kill(os.getpid(), signal.SIGKILL)\n"
        "re_embed(Archive.open(Path(sys.argv[1])), sys.argv[2], progress=die)"
    )
    filled.close()
    killed = subprocess.run(
        [sys.executable, "-c", code, filled.folder, OPENAI], env=os.environ, cwd=ROOT, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    with Archive.open(filled.folder) as reader:
        assert reader.embedder.name == "minilm"
        assert nearest(reader, "The ferry number 3 sank.") == "s3"
        assert len(openai_server.embedded) == 2
        assert re_embed(reader, OPENAI) == 3
        assert len(openai_server.embedded) == 5
        assert nearest(reader, "\nThe ferry number 3 sank.") == "s3"
