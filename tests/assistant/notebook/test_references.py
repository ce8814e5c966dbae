"""References, read back by a parser of another house that counts braces as BibTeX does."""

import json

from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from assistant import Assistant
from assistant.schema.surroundings import Surroundings
from tests.assistant.notebook.making import HOSTILE, a_citation, an_abstention, an_answer


def test_an_article_cited_twice_is_one_entry():
    answer = an_answer(a_citation(1), a_citation(2, "Cars queued.", id="a1"))
    assert len(parse_string(answer.to_bibtex(), "bibtex").entries) == 1
    assert len(json.loads(answer.to_csl_json())) == 1


def test_keys_are_told_apart():
    answer = an_answer(a_citation(1), a_citation(2), a_citation(3, title="Ферри", source=None))
    keys = list(parse_string(answer.to_bibtex(), "bibtex").entries)
    assert keys == ["ledger2024bridge", "ledger2024bridge-2", "article2024"]
    assert [item["id"] for item in json.loads(answer.to_csl_json())] == keys


def test_an_entry_says_who_where_when():
    authors = ("Inès Roth", "Ministry of Trade and Industry")
    answer = an_answer(a_citation().within(Surroundings(authors=authors)))
    (entry,) = parse_string(answer.to_bibtex(), "bibtex").entries.values()
    assert entry.type == "article"
    assert dict(entry.fields) == {
        "title": "{Bridge reopens}",
        "journal": "Northern Ledger",
        "year": "2024",
        "date": "2024-05-20",
        "url": "https://ledger.example/bridge",
    }
    assert [str(person) for person in entry.persons["author"]] == [
        r"Roth, In\`es",
        "{Ministry of Trade and Industry}",
    ]
    (item,) = json.loads(answer.to_csl_json())
    assert item == {
        "id": "ledger2024bridge",
        "type": "article-newspaper",
        "title": "Bridge reopens",
        "container-title": "Northern Ledger",
        "author": [{"literal": "Inès Roth"}, {"literal": "Ministry of Trade and Industry"}],
        "issued": {"date-parts": [[2024, 5, 20]]},
        "URL": "https://ledger.example/bridge",
    }


def test_authors_of_the_archive_come_along(seeds: Assistant):
    answer = seeds.ask("How much did the repair of the bridge cost?")
    article = seeds.archive.catalogue.article(answer.citations[0].article.id)
    assert article is not None and article.authors
    assert json.loads(answer.to_csl_json())[0]["author"] == [
        {"literal": author} for author in article.authors
    ]


def test_articles_that_are_corrected_are_entries_too(seeds: Assistant):
    answer = seeds.ask("How much in property loans was moved out of Corvane Savings Bank?")
    assert answer.disagreements
    assert len(json.loads(answer.to_csl_json())) == 2


def test_an_abstention_has_no_references():
    assert an_abstention(a_citation()).to_bibtex() == ""
    assert an_abstention(a_citation()).to_csl_json() == "[]"


def test_only_web_addresses_are_given():
    answer = an_answer(a_citation(url="javascript:alert(1)"))
    assert "javascript" not in answer.to_bibtex() + answer.to_csl_json()


@given(st.text(st.characters(exclude_categories=["C", "M"]), min_size=1, max_size=40))
@example("}} @article{evil, title={x")
@example(" ")
@example("a } b { c")
@example("trailing \\")
@example("50% of $41 & #1 ~ ^ _ \\alpha {x}")
@example(HOSTILE)
def test_no_text_ends_its_field_or_begins_another_entry(text: str):
    answer = an_answer(
        a_citation(title=text, source=text, url=f"https://e.example/{text}").within(
            Surroundings(authors=(text,))
        )
    )
    written = answer.to_bibtex()
    (entry,) = parse_string(written, "bibtex").entries.values()
    assert set(entry.fields) <= {"title", "journal", "year", "date", "url"}
    (item,) = json.loads(answer.to_csl_json())
    assert item.get("title", "") == (" ".join(text.split()) or "a1")


def test_a_title_reads_back_as_it_was():
    title = "50% of Pier 9 & Co_st: $41 #1 – “x” ä Ğ \\"
    (entry,) = parse_string(
        an_answer(a_citation(title=title)).to_bibtex(), "bibtex"
    ).entries.values()
    assert LatexNodes2Text().latex_to_text(entry.fields["title"]) == title
