"""Exact checks of a statement against the sentences that it cites."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import check as check_alone
from assistant.verification import Source, find_suspicions
from assistant.verification.numbers import read_numbers
from tests.evaluation.checking.pairs import read_pairs

DAY = datetime(2024, 5, 7, tzinfo=UTC)  # a Tuesday


def failed(
    statement: str, sentences: Sequence[str], header: str = "", day: datetime = DAY
) -> dict[str, list[str]]:
    """What exact checks do not find and would not show without a judge, by kind."""
    source = Source(tuple(sentences), header, day, language="en")
    found: dict[str, list[str]] = {}
    for one in find_suspicions(statement, [source]):
        if one.is_grave:
            found.setdefault(one.kind, []).append(one.words)
    return found


def suspected(statement: str, said: str) -> dict[str, list[str]]:
    """All that exact checks do not find."""
    found: dict[str, list[str]] = {}
    for one in find_suspicions(statement, [Source((said,), "", DAY, language="en")]):
        found.setdefault(one.kind, []).append(one.words)
    return found


SAID = [
    "Transport Minister Željka Rasmin told a hearing on April 25 that repairing Pier 9 of the"
    " Halden Narrows Bridge would cost 41 million crowns, “not a crown more”.",
    "The 1,200 residents of Ulmsted were told to leave at 5 p.m. on Monday.",
]


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("twenty-one of 1,234,567.5", [21, 1234567.5]),
        ("VKr 58m, 12.5 percent, 3k", [58e6, 12.5, 3000]),
        ("a dozen eggs, two dozen hens", [12, 24]),
        ("no numbers at all, not one", []),
        ("a million or half a trillion, half of it", [1e6, 5e11, 0.5]),
        ("$2tn, 3 trillion; a hundred", [2e12, 3e12, 100]),
        ("two thirds of 5 thousand, five", [2 / 3, 5000, 5]),
        ("9" * 400, [float("inf")]),
    ],
)
def test_numbers_are_brought_into_one_form(text: str, numbers: list[float]):
    assert [number.values[0] for number in read_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Nearly 60,000 people came.", "There came 59,400 people."),
        ("A third of the people came.", "Of the people, 33 percent came."),
        ("It may rise by 12% to 18%.", "It may rise by between 12 and 18 percent."),
        ("It is 2.3 metres long.", "It is 230 centimetres long."),
        ("It is half of the people.", "It is 50 percent of the people."),
    ],
)
def test_a_quantity_may_be_said_in_another_way(statement: str, said: str):
    assert failed(statement, [said]) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It was in March 2024.", "It was on 13 March."),
        ("It was on Monday.", "It was on 6 May."),
        ("It was yesterday.", "It was on Monday."),
        ("It was on 6 May 2024.", "It was yesterday."),
        ("It was in April.", "It was last month."),
        ("It was in 2023.", "It was last year."),
        ("It was on 5 April.", "It was between 2 and 5 April."),
        ("It was at 7:15 p.m.", "It was at 7:15 in the evening."),
        ("It was at 12 p.m.", "It was at noon."),
        ("It was on 2024-05-06.", "It was on May 6."),
        ("It was in May 2024.", "It was in May. The rest was left."),
    ],
)
def test_a_date_is_resolved_by_the_day_of_the_article(statement: str, said: str):
    assert "dates" not in failed(statement, [said])


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
        counts.setdefault(pair.kind, []).append(any(one.is_grave for one in found))
    assert sum(map(len, counts.values())) >= 400
    assert sum(counts["faithful"]) <= 0.02 * len(counts["faithful"])
    for kind in ("digit", "date", "name", "unit", "quotation", "speaker"):
        assert sum(counts[kind]) >= 0.95 * len(counts[kind]), kind


def test_a_rank_follows_from_no_other_numbers():
    said = "Pier 9 was 32nd on a list of which the budget paid for the first 20."
    assert "numbers" in failed("It was 23rd on the list.", [said])
    assert failed("It was 32nd on the list.", [said]) == {}


def test_rough_figures_do_not_follow_from_many_numbers():
    said = "Of 63 branches 23 will be shut, and of 1,420 jobs 410 will go."
    assert "numbers" in failed("Some 440 jobs will go.", [said])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Costs rose to 5 crowns.", "Costs rose from 2 to 4 crowns."),
        ("More than 50 people came, 63 in all.", "The hall held 62 people who came."),
    ],
)
def test_a_number_that_does_not_follow_is_suspicious(statement: str, said: str):
    assert "numbers" in failed(statement, [said])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The advisers met Turkish officials.", "The advisers met officials of Turkey."),
        ("It is what the US wants.", "It is what the United States wants."),
        ("They bought S-400s.", "They bought the S-400."),
        ("They asked Hélène d’Aubréac’s opinion.", "They asked Helene d'Aubreac for her opinion."),
        ("Officials in the U.S. want it.", "Officials in the US want it."),
        ("Syrians and Italians met.", "Officials of Syria and Italy met."),
        ("The Dutch met a Mexican.", "The Netherlands met Mexico."),
        ("The Chilean saw the Nigerian and the Chinese.", "Chile saw Nigeria and China."),
        ("Russia made them.", "They are Russian-made."),
        ("The Turkish-made ones came.", "What was made in Turkey came."),
        ("Americans came.", "The United States came."),
    ],
)
def test_one_name_may_be_written_in_two_ways(statement: str, said: str):
    assert "names" not in failed(statement, [said])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The Nigerian army seized power.", "The Niger army seized power."),
        ("The Austrian army moved.", "The Australian army moved."),
        ("The Indian army moved.", "The Indiana army moved."),
        ("The Moscow army moved.", "The Russian army moved."),
        ("The Americans told of it.", "The others told us of it."),
        ("Mayor Adams resigned.", "Mayor Adamson resigned."),
        ("Mayor Adams resigned.", "Mayor Adam resigned."),
        ("Mayor Julian resigned.", "Mayor Julia resigned."),
        ("Mayor Iran resigned.", "Mayor Ira resigned."),
    ],
)
def test_two_names_that_begin_alike_are_two_names(statement: str, said: str):
    assert "names" in suspected(statement, said)


FIGHTERS = "It also withdrew NATO ally Turkey from its F-35 fighter program."


@pytest.mark.parametrize(
    ("invented", "name"),
    [
        ("It was Putin who withdrew Turkey from the program.", "Putin"),
        ("Ms. Ferrin withdrew Turkey from its program.", "Ferrin"),
        ("Ilse Harding withdrew Turkey from its program.", "Harding"),
        ("UNESCO withdrew from the program.", "UNESCO"),
    ],
)
def test_a_name_that_nobody_said_is_checked(invented: str, name: str):
    assert name in suspected(invented, FIGHTERS)["names"]


@pytest.mark.parametrize(
    "begun",
    [
        "Barely two members of the program withdrew.",
        "Never before had it withdrawn an ally. Previously it had.",
        "Lobbyists withdrew Turkey from its fighter program.",
        "Según ella, Turkey se retiró del programa. Todavía no se ha ido.",
    ],
)
def test_one_word_that_begins_a_sentence_is_no_name(begun: str):
    assert "names" not in suspected(begun, FIGHTERS)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Officials met Emily Horne in Ankara.", "Emily Horne met officials in Ankara."),
        ("Withdrawing Turkey was a mistake.", "To withdraw NATO ally Turkey was wrong."),
        ("Removing the ally from the fighter program followed.", FIGHTERS),
        ("Asked about the program, NATO ally Turkey withdrew.", FIGHTERS),
        ("However, Turkey was withdrawn from the program.", FIGHTERS),
        ("Despite NATO, Turkey was withdrawn from the program.", FIGHTERS),
        ("Authorities reportedly withdrew Turkey.", FIGHTERS),
        ("Scientists withdrew Turkey. Additionally, NATO withdrew.", FIGHTERS),
        ("Turkish fighter: the ally was withdrawn.", FIGHTERS),
        ("Two dozen residents left.", "The 24 residents left."),
    ],
)
def test_an_ordinary_word_that_begins_a_sentence_is_no_name(statement: str, said: str):
    assert failed(statement, [said]) == {}


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
    "invented",
    ["A million ferries", "Half a trillion ferries", "Half of the ferries"],
)
def test_a_scale_alone_is_a_number(invented: str):
    assert "numbers" in failed(f"{invented} run.", ["Ferries run."])


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
        ("The repair costs 58 million crowns.", "The job would cost VKr 58m."),
        ("More than 1,000 people were hired.", "The company hired 1,150 people."),
        ("More than a billion crowns were lent.", "They were lent VKr 1.2bn, many crowns."),
        ("Almost a quarter of the staff left.", "Of the staff 24 percent left."),
        ("The rate rose half a percentage point.", "The rate rose 0.5 percentage points."),
        ("It rained on the town twice. Twice it rained.", "It rained twice on the town."),
    ],
)
def test_a_quantity_may_be_told_in_another_form(statement: str, said: str):
    assert failed(statement, [said]) == {}


@pytest.mark.parametrize(
    ("statement", "said", "agrees"),
    [
        ("It shut two days ago.", "It shut on Monday.", True),
        ("It shut three weeks ago.", "It shut on 17 April.", True),
        ("It shut two weeks ago.", "It shut on 17 April.", False),
        ("It shut this week.", "It shut on Monday.", True),
        ("It shut last week.", "It shut on 29 April.", True),
        ("It shut last week.", "It shut on 19 April.", False),
        ("It shut on 6 May.", "It shut earlier this week.", False),
        ("It shut a year ago.", "It shut in May 2023.", True),
    ],
)
def test_relative_days_are_resolved_by_the_articles_date(statement: str, said: str, agrees: bool):
    wednesday = datetime(2024, 5, 8, tzinfo=UTC)
    assert ("dates" not in failed(statement, [said], day=wednesday)) is agrees


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
    assert failed(statement, [said]) == {}


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


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It took 35 minutes.", "It opened at 11:40 p.m. Sirens sounded at 12:15 a.m."),
        (
            "Seventeen million crowns more were asked.",
            "It said 41m crowns, then 58m crowns.",
        ),
        ("A third more was paid.", "They paid 640m crowns, after 480m crowns."),
        ("Together they came to 99 million crowns.", "It said 41 million and 58 million crowns."),
        ("She is 54.", "She was born in 1970."),
        ("About 80 percent stayed.", "Of the staff, 20 percent left."),
        ("It cost 41 million crowns.", "It cost 41.3 million crowns."),
        ("Eleven days passed.", "It shut on 2 March and opened on 13 March."),
    ],
)
def test_what_follows_by_arithmetic_is_not_suspicious(statement: str, said: str):
    assert "numbers" not in failed(statement, said.split(". "))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The FBI and the DfT agreed.", "The Federal Bureau of Investigation agreed with the"
         " Department for Transport."),
        ("The U.S. and the UK signed.", "The United States and the United Kingdom signed."),
        ("President Holm and Dr Ley met.", "Anna Holm met Oda Ley."),
        ("It asked Representative Holm and Governor Ley.", "It asked Rep. Holm and Gov. Ley."),
        ("Earlier, the ferry sank.", "The ferry sank before."),
    ],
)  # fmt: skip
def test_initials_titles_and_first_words_are_no_names(statement: str, said: str):
    assert failed(statement, [said]) == {}


def test_another_form_of_a_name_is_suspected_but_not_grave():
    said = "Volodymyr Karsko of Karskaya spoke."
    assert suspected("Wolodymyr Karskyj spoke.", said)["names"]
    assert failed("The town heard that Karskyj spoke.", [said]) == {}


def test_german_nouns_are_no_names_but_other_surnames_are_suspected():
    said = "The bridge was closed on Monday because of cracks in its pier, Anna Holm said."
    german = "Wegen Rissen im Pfeiler wurde die Brücke am Montag für den Verkehr gesperrt."
    assert suspected(german, said) == {}
    assert suspected(f"{german[:-1]}, sagte Anna Quellbrunn der Zeitung.", said)["names"]
    assert suspected(f"{german[:-1]}, sagte Anna Holms Anwalt der Zeitung.", said) == {}


@pytest.mark.parametrize(
    "translated",
    [
        "Der Vorsitzende der Nationalen Hafenbehörde nannte Brotter Labor und Bohrkerne sicher.",
        "La Comisión Nacional de Puertos dijo que el Laboratorio de Brotter era seguro.",
        "Selon la Commission nationale des ports, le Laboratoire de Brotter était sûr.",
    ],
)
def test_translated_institutions_are_no_unknown_names(translated: str):
    said = "The chair of the National Ports Agency said that drill cores at Brotter lab were safe."
    assert suspected(translated, said) == {}


def test_what_is_about_something_else_is_suspected():
    statement = "Everybody admires how elegantly those engineers have been dancing."
    assert "words" in failed(statement, SAID)
    assert "words" in failed("🎉", SAID)


VOTE = "The council of 30 passed it by 236 votes to 58, with 61.4 percent against 37.9 percent."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It had a lead of nearly 180 votes.", VOTE),
        ("It won by more than 23 percentage points.", VOTE),
        ("It won by 23.5 percentage points.", VOTE),
        ("The price is about six times what it was.", "The price rose by 488 percent."),
        ("Less than half of the money is from the town.", "Of 35m crowns the town gives 15m."),
        ("More than a third, 26, fell ill.", "Of 70 passengers 26 fell ill."),
        ("It took more than a third of the votes.", "It took 38 percent of the votes."),
        ("They saw about a fifth of it.", "Lin Mio said that 27 people saw 1,146 of 5,930 rooms."),
        ("The loan costs 5.75 percent.", "It costs 1.5 percentage points above 4.25 percent."),
        ("The boat did 80 km/h.", "The boat did 50 miles an hour, or 50 mph."),
        ("The boat is 12 metres long.", "The boat is 40 feet long."),
        ("El baile empieza a las ocho de la tarde.", "The dance begins at 8 p.m."),
        ("Fast 180 Stimmen lagen dazwischen.", VOTE),
        ("Hubo casi 180 votos de diferencia.", VOTE),
    ],
)
def test_a_hedged_number_may_follow_roughly(statement: str, said: str):
    assert "numbers" not in suspected(statement, said)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It had a lead of 170 votes.", VOTE),
        ("It had a lead of 180 votes.", VOTE),
        ("It took more than a third of the votes.", "It took 31 percent of the votes."),
        ("The loan costs 6.75 percent.", "It costs 1.5 percentage points above 4.25 percent."),
        ("The boat is 13 metres long.", "The boat is 40 feet long."),
        ("El baile empieza a las nueve de la tarde.", "The dance begins at 8 p.m."),
        ("It had a lead of nearly 160 votes.", VOTE),
        ("It had a lead of more than 180 votes.", VOTE),
        ("It won by 24.5 percentage points.", VOTE),
        ("The price is about five times what it was.", "The price rose by 488 percent."),
        ("Less than half of the money is from the town.", "Of 35m crowns the town gives 25m."),
        ("More than half, 26, fell ill.", "Of 70 passengers 26 fell ill."),
        ("About 10 ferries sank.", "A storm sank 11 ferries."),
        ("Some 40 ferries sank.", "A storm sank 44 ferries."),
    ],
)
def test_a_number_that_is_off_is_suspected(statement: str, said: str):
    assert "numbers" in failed(statement, [said])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("A las 17.45 cerró el muelle.", "The quay was shut at 5:45 p.m."),
        (
            "The siren was heard at 12:15 a.m. on 13 January.",
            "At 11:05 p.m. on 12 January the siren failed. It was heard at 12:15 a.m.",
        ),
        ("The quay was empty by 6:05 p.m.", "It was shut at 5:45 p.m. and empty 20 minutes later."),
        ("He gave in on 12 May 2024.", "He lost on 9 May and gave in three days later."),
        ("She was asked in September 2023.", "She was asked last September."),
        ("They were made from 2017 to 2019.", "2017-2019 Orra Sedan"),
        ("The fair opens on 27 January 2025.", "Next year the fair opens on 27 January."),
        ("The fair opened on 27 June 2023.", "Last year the fair opened on June 27."),
    ],
)
def test_a_date_that_is_implied_is_not_grave(statement: str, said: str):
    assert failed(statement, [said]) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The quay was empty by 6:15 p.m.", "It was shut at 5:45 p.m. and empty 20 minutes later."),
        ("A las 17.40 cerró el muelle.", "The quay was shut at 5:45 p.m."),
        ("He gave in on 13 May 2024.", "He lost on 9 May and gave in three days later."),
        ("She was asked in September 2022.", "She was asked last September."),
        ("They were made from 2017 to 2018.", "2017-2019 Orra Sedan"),
        ("The fair opens on 27 June 2026.", "Next year the fair opens on June 27."),
        ("The last such flood was in 1886.", "There was no such flood for 137 years."),
        ("It will open in 2026.", "It is to open next spring."),
        ("It was sold in December 1998.", "It was sold on Christmas Eve 1999."),
        ("It was sold on 4 December 1999.", "It was sold in 1999."),
        ("It rang at 8:15 a.m. on 13 May.", "It rang at 8:15 a.m. on 12 May, and at 9 p.m."),
        ("It rang at 1:15 a.m. on 13 May.", "It rang at 1:15 a.m. on 12 May."),
    ],
)
def test_a_date_that_is_not_implied_is_grave(statement: str, said: str):
    assert {"dates", "numbers"} & set(failed(statement, [said]))


def test_a_speed_in_another_unit_is_suspected():
    assert "numbers" in failed("The boat did 50 km/h.", ["The boat did 50 mph."])


def test_other_sentences_bear_a_number_only_as_it_is():
    near = ("Ten years ago it had 119,000 members.",)
    source = Source(("The union has 150,000 members.",), "", DAY, near, language="en")
    kinds = {one.kind for one in find_suspicions("It has about 120,000 members.", [source])}
    assert kinds == {"numbers"}
    assert not find_suspicions("It had 119,000 members ten years ago.", [source])


def test_the_digits_of_an_address_bear_no_number():
    source = Source(("Seven babies were born.",), "", DAY, address="https://news.example/2024/17/")
    found = find_suspicions("Seventeen babies were born.", [source])
    assert [one.kind for one in found] == ["numbers"]
    assert not find_suspicions("Seven were born, see news.example/2024/17.", [source])
