"""Lists made one: by reciprocal rank, and so that each of several searches is covered."""

from datetime import UTC, datetime

import pytest

from assistant.planning.english.subquestions import clauses
from assistant.retrieval.fusion import cover, fuse
from assistant.schema.hits import Hit
from index.catalog.catalogue import StoredChunk
from index.models import Article, Chunk

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def hit(key: int, score: float) -> Hit:
    article = Article(id=str(key), text="A mill.", published_at=DAY)
    return Hit(1, score, StoredChunk(key, str(key), 0, article, Chunk(0, 0, 0, 7, 2), ()), {})


def keys(hits: list[Hit]) -> list[int]:
    return [one.chunk.key for one in hits]


def test_a_confident_list_needs_one_place_and_others_the_rest():
    sure = [hit(1, 30), hit(2, 5), hit(3, 5)]
    unsure = [hit(4, 3), hit(5, 2.9), hit(6, 2.8)]
    assert set(keys(cover([(1, sure), (1, unsure)], 4))) == {1, 4, 5, 6}


def test_each_list_has_a_hit_before_any_has_a_second():
    one, other = [hit(1, 9), hit(2, 8.5)], [hit(3, 2), hit(4, 1)]
    assert set(keys(cover([(1, one), (1, other)], 2))) == {1, 3}


def test_what_several_lists_have_comes_first():
    lists = [(1.0, [hit(1, 5), hit(9, 4)]), (1.0, [hit(2, 5), hit(9, 4)])]
    assert keys(cover(lists, 3))[0] == 9


def test_a_list_of_no_weight_changes_nothing_above_the_others():
    weighty = [hit(1, 5), hit(2, 4)]
    assert keys(cover([(1.0, weighty), (0.0, [hit(7, 50)])], 3))[:2] == [1, 2]


def test_empty_lists_are_skipped_and_ranks_start_at_one():
    found = cover([(1.0, []), (1.0, [hit(1, 5), hit(2, 4)])], 5)
    assert [one.rank for one in found] == [1, 2]
    assert cover([(1.0, [])], 5) == []


def test_a_fused_hit_keeps_the_signals_of_its_first_list():
    assert [one.score for one in fuse([(1.0, [hit(1, 5)]), (1.0, [hit(1, 4)])], 3)] == [5]


@pytest.mark.parametrize(
    "question",
    [
        "In the town of Orrel, what is the name of the mill that burnt down?",
        "Who owns the mill, the dam, the quay and the ferry at Orrel?",
        "When did the ferry sink and why?",
    ],
)
def test_a_question_of_one_piece_has_no_clauses(question: str):
    assert clauses(question, (), ()) == ()
