"""The nearest coverage: one sentence an article, and nothing that is not worth reading."""

import pytest

from assistant.generation.intents.nearest import nearest_of
from assistant.generation.intents.topic_articles import TopicWords
from assistant.retrieval.evidence import name_sentences
from assistant.schema.evidence import EvidenceSentence
from assistant.text.words import topic_stems
from index.models import Article
from index.sentences import split_sentences


def evidence_of(*texts: str) -> list[EvidenceSentence]:
    articles = [Article(id=f"a{n}", text=text, title="A title") for n, text in enumerate(texts)]
    return name_sentences(
        "q",
        [
            (one, span, number)
            for one in articles
            for number, span in enumerate(split_sentences(one.text))
        ],
    )


def test_it_is_one_sentence_from_each_of_three_articles():
    texts = [f"Story {n} is here. A ferry sank. Ferries again." for n in range(5)]
    nearest = nearest_of("Which ferry sank?", evidence_of(*texts))
    assert [c.quote for c in nearest] == ["A ferry sank."] * 3
    assert len({c.article.id for c in nearest}) == 3
    assert [c.number for c in nearest] == [1, 2, 3]


def test_articles_sharing_less_than_half_are_left_out():
    on_them = "Ms. Rasmin leads the ministry. Rasmin is in Tarse on a visit."
    evidence = evidence_of("Observers visited two places.", on_them)
    nearest = nearest_of("When did Rasmin visit Tarse?", evidence)
    assert [(c.number, c.article.id) for c in nearest] == [(1, "a1")]


def test_the_order_of_the_search_is_kept():
    texts = ["Arrests were made around the stadium.", "It paid little for the new bank."]
    nearest = nearest_of("Who paid for the new stadium?", evidence_of(*texts))
    assert [c.article.id for c in nearest] == ["a0", "a1"]


def test_the_sentences_that_a_reader_finds_likeliest_come_first():
    evidence = evidence_of("A ferry sank. It sank off Orra.", "It sank. Why? The ferry had a hole.")
    likely = [evidence[3].id, evidence[4].id, evidence[1].id, evidence[0].id]
    nearest = nearest_of("Which ferry sank?", evidence, likely=likely)
    assert [c.quote for c in nearest] == ["The ferry had a hole.", "It sank off Orra."]


@pytest.mark.parametrize(
    ("question", "text", "is_near"),
    [
        ("What did Reza Amani say?", "“I did not say that I came,” Mr. Velesov said.", False),
        ("Who is Elena Varga?", "Dr. Ilse Varga found a coral.", True),
        ("What did Petra Lindqvist say?", "Petra Sunde waited for five hours.", False),
        ("who is elena varga", "Dr. Ilse Varga found a coral.", True),
        ("What is the capital of Peru?", "The votes of the capital were counted.", False),
        ("Who paid for the new stadium?", "Arrests were made around the stadium.", True),
        ("Who paid for the new stadium?", "It paid little for the bank.", False),
        ("Who designed the opera house?", "The new opera house was designed by a clerk.", True),
        ("Wie viele Menschen starben bei der Flut?", "A bank was closed on Monday.", False),
        ("Wie viele Menschen starben bei der Flut?", "Die Flut kam in der Nacht.", True),
        ("What was decided in 1987?", "The council of 1987 sold the mill.", True),
    ],
)
def test_what_a_search_found_shares_a_name_or_rare_words(question: str, text: str, is_near: bool):
    rare = dict.fromkeys(("peru", "stadium", "lindqvist"), 3.0)
    topic = TopicWords(question, {one: rare.get(one, 2.0) for one in topic_stems(question)})
    assert bool(nearest_of(question, evidence_of(text), topic)) == is_near


def test_articles_with_the_name_are_preferred_to_others():
    texts = ["Dr. Ilse Varga found a coral.", "Dr. Ilse Marrant chaired the talks."]
    nearest = nearest_of("What did Ilse Varga say?", evidence_of(*texts))
    assert [c.article.id for c in nearest] == ["a0"]
