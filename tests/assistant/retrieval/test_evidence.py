"""Evidence: sentences under ids that a prompt can name."""

from assistant.retrieval.evidence import name_sentences
from index.models import Article, Sentence


def test_no_id_begins_with_another():
    article = Article(id="a1", text="Ferries sail.")
    places = [(article, Sentence(0, 13), number) for number in range(4000)]
    ids = [one.id for one in name_sentences("When?", places)]
    assert len(set(ids)) == len(places) and len(set(map(len, ids))) == 1
