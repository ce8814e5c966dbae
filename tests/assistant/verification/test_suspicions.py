"""Exact checks of a statement against the sentences that it cites."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import check as check_alone
from assistant.verification import Source, find_suspicions
from tests.assistant.verification.making import failed, withheld
from tests.evaluation.checking.pairs import read_pairs

SAID = [
    "Transport Minister Željka Rasmin told a hearing on April 25 that repairing Pier 9 of the"
    " Halden Narrows Bridge would cost 41 million crowns, “not a crown more”.",
    "The 1,200 residents of Ulmsted were told to leave at 5 p.m. on Monday.",
]


FIGHTERS = "It also withdrew NATO ally Turkey from its F-35 fighter program."


@pytest.mark.parametrize(
    "faithful",
    [
        "Repairing the pier would cost 41 million crowns, Rasmin told the hearing.",
        "Zeljka Rasmin said the repair of the Halden Narrows Bridge would cost 41m crowns.",
        "The minister told a hearing it would cost 41,000,000 crowns, “not a crown more”.",
        "Some 1200 residents of Ulmsted were told to leave on Monday.",
        "Twelve hundred residents of Ulmsted had to leave.",
        "On 25 April, Rasmin told a hearing what repairing Pier 9 would cost.",
        "Residents were told to leave at 5 p.m.",
        "Thousands of residents of Ulmsted were told to leave.",
        "The 1,200 residents of Ulmsted were told to leave on 6 May 2024.",
        "Repairing the pier would cost VKr 41m, Rasmin told the hearing.",
    ],
)
def test_a_faithful_statement_passes(faithful: str):
    assert failed(faithful, SAID) == {}


@pytest.mark.parametrize(
    ("kind", "mutated"),
    [
        ("numbers", "Repairing the pier would cost 14 million crowns."),
        ("numbers", "Repairing the pier would cost 41 billion crowns."),
        ("dates", "Rasmin told a hearing on April 26 what repairing Pier 9 would cost."),
        ("dates", "Rasmin told a hearing on May 25 what repairing Pier 9 would cost."),
        ("numbers", "The nineteen residents of Ulmsted were told to leave."),
        ("names", "Minister Tove Lindqvar told a hearing that repairing the pier would cost."),
        ("names", "The 1,200 residents of Brack were told to leave on Monday."),
        ("dates", "The residents of Ulmsted were told to leave at 5 p.m. on Wednesday."),
        ("dates", "The residents of Ulmsted were told to leave at 6 p.m. on Monday."),
        ("dates", "The residents of Ulmsted were told to leave on 8 May 2024."),
        ("units", "Repairing the pier would cost 41 million euros."),
        ("numbers", "More than 1,300 residents of Ulmsted were told to leave."),
        ("quotations", "Rasmin told a hearing that it would cost “one crown more”."),
        ("addresses", "Rasmin told a hearing, see https://evil.example/ for the cost."),
    ],
)
def test_a_mutated_statement_is_caught_and_its_kind_is_named(kind: str, mutated: str):
    assert kind in failed(mutated, SAID)


def test_a_header_bears_names_numbers_and_the_day():
    title = "Rasmin rejects 41 calls to quit"
    statement = "Rasmin was told 41 times to quit, it was reported on Tuesday, 7 May 2024."
    assert failed(statement, ["She was told to quit."], title) == {}


def test_the_check_alone_tells_verdict_score_and_what_failed():
    day = datetime(2024, 5, 7, tzinfo=UTC)
    good = check_alone("The residents had to leave on 6 May.", SAID, published_at=day)
    bad = check_alone("The residents had to leave on 5 May.", SAID, published_at=day)
    assert (good.verdict, dict(good.failed)) == ("supported", {})
    assert (bad.verdict, bad.failed["dates"]) == ("suspect", ("5 May",))
    assert 0 <= bad.score < good.score <= 1
    assert bad.suspicions == ("the date or time “5 May” is not in the sentences cited",)
    assert check_alone("Anything.", []).verdict == "suspect"
    named = check_alone("Ann Ley left.", ["She left."], title="Ann Ley on her way")
    assert (named.verdict, named.suspicions) == ("supported", ())


@pytest.mark.untraced
def test_only_wrong_numbers_dates_names_and_quotations_are_caught():
    counts: dict[str, list[bool]] = {}
    for pair in read_pairs():
        source = Source(pair.sentences, "", pair.published_at, language="en")
        found = find_suspicions(pair.statement, [source])
        counts.setdefault(pair.kind, []).append(bool(found))
    assert sum(map(len, counts.values())) >= 400
    assert sum(counts["faithful"]) <= 0.02 * len(counts["faithful"])
    for kind in ("digit", "date", "name", "unit", "quotation", "speaker"):
        assert sum(counts[kind]) >= 0.95 * len(counts[kind]), kind


@pytest.mark.parametrize(
    "never_said",
    [
        "NATO withdrew its ally Turkey, calling it ‘an unforgivable insult’.",
        "NATO withdrew its ally Turkey, calling it 'an unforgivable insult'.",
        "NATO withdrew its ally Turkey, for ‘it wasn’t a fighter’.",
        "NATO withdrew Turkey; see evil.example/login: its fighter program.",
        "NATO withdrew Turkey; see EVIL.example for its fighter program.",
        "NATO withdrew Turkey (evil.example:80/x) from its fighter program.",
        "NATO withdrew Turkey, see ftp://evil for its fighter program.",
    ],
)
def test_single_quotations_and_addresses_must_be_verbatim(never_said: str):
    assert {"quotations", "addresses"} & set(failed(never_said, [FIGHTERS]))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("He called it ‘an insult’.", "He called it “an insult” again."),
        ("He wrote 'it wasn't an insult'.", "He wrote ‘it wasn’t an insult’."),
        ("It is a ‘program’.", "It is a program."),
        ("The residents' homes and the workers' wages.", "The homes of residents, workers' wages."),
        ("In the '90s the residents' homes fell.", "The homes of residents fell in the '90s."),
        ("He wrote to ferries.example/fares.", "He wrote (to ferries.example/fares)."),
        ("At 5 p.m. it shut, e.g. its Ph.D. office.", "The Ph.D. office shut at 5 p.m."),
    ],
)
def test_apostrophes_are_not_quotations_and_real_quotations_pass(statement: str, said: str):
    assert not {"quotations", "addresses"} & set(failed(statement, [said]))


@pytest.mark.parametrize(
    "unseen",
    ["\u202e", "\x1b[m", "\u2066", "\u200b", "\x00", "\u00ad", "\u034f", "\U000e0101", "\u2028"],
)
def test_a_statement_with_an_unseen_character_fails(unseen: str):
    assert "characters" in failed(f"Turkey and P{unseen}utin", ["Turkey and Putin [m"])


@pytest.mark.parametrize(
    "mark", ["¹", "❷", "②", "［②］", "［１］", "【1】", "⑴", "⒈", "₁", "⑫", "⓵", "➀", "Ⅳ"]
)
def test_a_statement_with_a_mark_like_a_citation_fails(mark: str):
    assert "characters" in failed(f"Ferries run {mark}.", ["Ferries run 1."])


@pytest.mark.parametrize("plain", ["½ of it", "CO₂ and H₂O", "Žélka’s “ünï” – 5 °C, 3 % [1]"])
def test_ordinary_signs_may_be_shown(plain: str):
    assert "characters" not in failed(plain, [plain])


@pytest.mark.untraced
def test_a_long_statement_is_checked_in_no_time():
    for part in ("'a ", "［1", "a.", "a://", "‘it’s ", "“«", "Turkey ", "dozen "):
        failed(part * 2000, [FIGHTERS])


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=3))
def test_any_text_can_be_checked(statement: str, sentences: list[str]):
    assert isinstance(failed(statement, sentences), dict)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("512.000 Menschen flohen.", "Some 512,000 people fled."),
        ("512 000 personnes ont fui.", "Some 512,000 people fled."),
        ("Half a million people fled.", "500.000 Menschen flohen."),
        ("Der Bau kostet 41,5 Millionen Kronen.", "It costs 41.5 million crowns."),
        ("El coste es de 1.200 millones.", "It costs 1.2 billion crowns."),
        ("Zwölf Menschen starben.", "Twelve people died."),
        ("Siete personas murieron.", "Seven people died."),
        ("٣٤ people died.", "They mourn 34 people."),
        ("Am 6. Mai 2024 schloss die Brücke.", "The bridge was closed on Monday."),
        ("El puente se cerró el lunes, 6 de mayo.", "The bridge was closed on 6 May."),
        ("Le pont a fermé le 1er mars 2024.", "The bridge was closed on March 1."),
        ("Um 17 Uhr wurde geräumt.", "They left at 5 p.m."),
        ("Die Brücke ist seit dem 06.05.2024 zu.", "The bridge was closed on 6 May."),
        ("Das sind 12 Prozent.", "It is 12 percent."),
    ],
)
def test_numbers_and_dates_meet_across_languages(statement: str, said: str):
    assert not {"numbers", "units", "dates"} & set(failed(statement, [said]))


@pytest.mark.parametrize(
    ("statement", "said", "kind"),
    [
        ("Zwölf Menschen starben.", "Eleven people died.", "numbers"),
        ("El coste es de 48 millones.", "It costs 41 million crowns.", "numbers"),
        ("Am 7. März schloss die Brücke.", "The bridge was closed on 6 May.", "dates"),
        ("El puente se cerró el jueves.", "The bridge was closed on Monday.", "dates"),
        ("Er nannte es „eine Schande für alle“.", "He called it a disgrace.", "quotations"),
    ],
)
def test_wrong_ones_are_caught_across_languages(statement: str, said: str, kind: str):
    assert kind in failed(statement, [said])


def test_what_is_about_something_else_is_suspected():
    statement = "Everybody admires how elegantly those engineers have been dancing."
    assert "words" in failed(statement, SAID)
    assert "words" in failed("🎉", SAID)


QUOTED = [
    "“Nobody stop, if we stop we'll never start again,” the porter said. “Put his name in.”",
    "It rained. " * 40 + "“Who can't swim?” she asked.",
]


@pytest.mark.parametrize(
    ("statement", "is_said"),
    [
        ("The porter said: “Nobody stop … we'll never start again.”", True),
        ("The porter said: “[N]obody stop, if we stop [we will] never start again.”", True),
        ("The porter said: “Nobody stop ... Who can't swim?”", False),
        ("The porter said: “Nobody start, if we stop.”", False),
    ],
)
def test_a_quotation_may_be_shortened_but_not_stitched(statement: str, is_said: bool):
    assert ("quotations" not in failed(statement, QUOTED)) is is_said


def test_one_quoted_word_may_be_a_title_of_something():
    assert failed("He wrote the “Hafenmesse” of the town.", ["He wrote the mass of the town."])
    assert not withheld("He wrote the “Hafenmesse” of the town.", "He wrote the mass of the town.")
