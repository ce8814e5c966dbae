"""Articles counted by source, month, author and language."""

from datetime import datetime

from index.archive import Archive
from index.catalog.overview import read_facets
from index.catalog.scope import Scope
from index.models import Article
from tests.making import add

ODD = 'Ann "A." O\'Dell, né\u001f [x]\\'


def test_only_current_versions_are_counted(archive: Archive):
    for source, language in (("Pell Post", "en"), ("Orlo Times", "de")):
        add(archive, Article(id="mill", text=f"{source}: it is open.", source=source))
        add(archive, Article(id=language, text="The mill.", authors=("Ann",), language=language))
    archive.remove("en")
    for words in ((), ("mill",)):
        facets = read_facets(archive.catalogue, Scope(), words)
        assert facets.authors == (("Ann", 1),) and facets.languages == (("de", 1),)
    assert read_facets(archive.catalogue, Scope()).sources == (("Orlo Times", 1),)


def test_months_before_1970_are_counted(archive: Archive):
    for n, day in enumerate(("1969-12-31T23:00", "1912-04-01T01:00")):
        moment = datetime.fromisoformat(f"{day}+00:00")
        add(archive, Article(id=str(n), text="A ship left.", published_at=moment))
    facets = read_facets(archive.catalogue, Scope())
    assert facets.months == (("1969-12", 1), ("1912-04", 1))


def test_names_are_counted_whatever_their_characters(archive: Archive):
    add(
        archive,
        Article(id="odd", text="The mill.", source=ODD, authors=(ODD, "Ben"), language="x\0y"),
        Article(id="plain", text="The mill.", source="Pell Post", authors=("Ben",)),
        Article(id="bare", text="The mill."),
    )
    for words in ((), ("mill",)):
        facets = read_facets(archive.catalogue, Scope(), words)
        assert facets.articles == 3 and facets.months == ()
        assert set(facets.sources) == {(ODD, 1), ("Pell Post", 1)}
        assert facets.authors == (("Ben", 2), (ODD, 1))
        assert facets.languages == (("x\0y", 1),)


def test_every_filter_narrows_what_is_counted(archive: Archive):
    first, second = datetime(2024, 3, 1), datetime(2024, 4, 1)
    add(
        archive,
        Article(id="a", text="The mill.", source="Pell", authors=("Ann",), published_at=first),
        Article(id="b", text="The mill.", source="Orlo", language="de", published_at=second),
        Article(id="c", text="A ship.", source="Orlo", authors=("Ann",), published_at=second),
    )
    scopes = (
        (Scope(sources=("Orlo",)), 2, 1),
        (Scope(authors=("Ann",)), 2, 1),
        (Scope(languages=("de",)), 1, 1),
        (Scope(articles=("a", "b")), 2, 2),
        (Scope(since=datetime.fromisoformat("2024-03-15T00:00+00:00")), 2, 1),
        (Scope(as_of=datetime.fromisoformat("2024-03-15T00:00+00:00")), 1, 1),
    )
    for scope, all_, saying in scopes:
        assert read_facets(archive.catalogue, scope).articles == all_
        assert read_facets(archive.catalogue, scope, ("mill",)).articles == saying


def test_words_are_counted_if_one_passage_has_them_all(archive: Archive):
    add(archive, Article(id="a", text="The mill in Pell is open."), Article(id="b", text="Pell."))
    for words, articles in ((("pell",), 2), (("pell", "mills"), 1), (("pell", "ferry"), 0)):
        assert read_facets(archive.catalogue, Scope(), words).articles == articles


def test_an_empty_archive_has_no_facets(archive: Archive):
    for words in ((), ("mill",)):
        facets = read_facets(archive.catalogue, Scope(), words)
        assert facets.articles == 0 and facets.sources == facets.authors == facets.months == ()
