"""The sentences that sum an article up: its lead, facts rather than quotations, nothing twice."""

import pytest

from assistant.generation.intents.summary import summarize
from assistant.generation.intents.topic_articles import Place, TopicWords
from index.models import Article
from index.sentences import split_sentences

ENGLISH = (
    "The lighthouse of Orra was sold on Monday to a baker from Brack. "
    "“I have wanted a tower of my own ever since I was a small boy,” said the baker, Ivo Lund. "
    "“It is a happy day for me and for everybody that I know and love,” he said. "
    "The lighthouse of Orra was sold to a baker. "
    "The tower is 41 metres high and was built in 1874. "
    "He paid 310,000 crowns. "
)
GERMAN = (
    "Der Leuchtturm von Orra wurde am Montag an einen Bäcker aus Brack verkauft. "
    "„Ich wollte schon als kleiner Junge einen Turm für mich haben“, sagte der Bäcker Ivo Lund. "
    "„Das ist ein schöner Tag für mich und für alle, die ich kenne und mag“, sagte er. "
    "Der Leuchtturm von Orra wurde verkauft. "
    "Der Turm ist 41 Meter hoch und wurde 1874 gebaut. "
    "Er zahlte 310.000 Kronen. "
)


def summary_of(text: str, topic: str, most: int) -> list[str]:
    article = Article(id="a", title=topic, text=text)
    places = [Place(article, span, n) for n, span in enumerate(split_sentences(text))]
    return [one.text for one in summarize(places, TopicWords(topic, {topic.casefold(): 1}), most)]


@pytest.mark.parametrize(("text", "topic"), [(ENGLISH, "Orra"), (GERMAN, "Orra")])
def test_facts_come_before_quotations_and_repetitions(text: str, topic: str):
    told = summary_of(text, topic, 3)
    assert told[0] == text.partition(". ")[0] + "."
    assert "1874" in told[1] and "310" in told[2]


def test_a_short_article_is_told_whole_in_its_order():
    assert summary_of(ENGLISH, "Orra", 9) == summary_of(ENGLISH, "Orra", 6)
    assert " ".join(summary_of(ENGLISH, "Orra", 6)) == ENGLISH.strip()


def test_the_lead_is_a_first_sentence_that_names_the_topic():
    text = f"It rained for days. {ENGLISH}"
    assert summary_of(text, "Orra", 1) == [ENGLISH.partition(". ")[0] + "."]


def test_nothing_has_no_summary():
    assert summary_of("", "Orra", 3) == []
