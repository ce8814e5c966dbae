"""Exact checks of numbers and dates."""

from datetime import UTC, datetime
from time import process_time

import pytest

from assistant.verification import Source, find_suspicions
from assistant.verification.numbers import read_numbers
from tests.assistant.verification.making import DAY, failed, suspected, withheld


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
        ("three and a half years, two and a half million", [3.5, 2, 5e5]),
        ("3億人, 1.2亿元, 12万人, 2兆円", [3e8, 1.2e8, 120_000, 2e12]),
        ("3万5000人, 1億2,345万6789", [35_000, 123_456_789]),
    ],
)
def test_numbers_are_brought_into_one_form(text: str, numbers: list[float]):
    assert [number.values[0] for number in read_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Nearly 60,000 people came.", "There came 59,400 people."),
        ("A third of the people came.", "Of the people, 33 percent came."),
        ("2019年に橋が閉鎖された。", "The bridge was shut in 2019."),
        ("أغلق الجسر عام ٢٠١٩.", "The bridge was shut in 2019."),
        ("It may rise by 12% to 18%.", "It may rise by between 12 and 18 percent."),
        ("It is 2.3 metres long.", "It is 230 centimetres long."),
        ("It ran at 40 km/h.", "Es lief mit 40 Kilometer pro Stunde."),
        ("It took 3.5 years.", "It took three and a half years."),
        ("They paid 4.2 million liras on 2 April.", "2 Nisan’da 4,2 milyon lira ödediler."),
        ("Er kam am Sonntag.", "Am Sonntagabend kam er."),
        ("It is half of the people.", "It is 50 percent of the people."),
        ("It is minus 12 degrees.", "It is -12°C. Es ist kalt."),
        ("It is 12 degrees below zero.", "It is minus 12 degrees."),
        ("Hay al menos 12 grados.", "There are at least 12 degrees. 12 grados."),
        ("It rose by 17 degrees.", "It rose from minus 12 degrees to 5 degrees."),
        ("Le train part à 9 h 40.", "The train leaves at 9:40 a.m., le train part."),
        ("Le train part avant 9 heures.", "The train leaves by 9 a.m., le train part."),
        ("Er ist neun Jahre älter.", "Der eine ist 52, er ist 61."),
        ("Es sind 15 Kilometer bis zu den Hütten.", "Hütten: in 15 Kilometern."),
        ("人口は12万人。", "人口は120,000人。"),
        ("The rent is up a third.", "The rent rose by a third to 1,200 crowns."),
        (f"More than {'9' * 400} came.", f"There came {'8' * 400}."),
    ],
)
def test_a_quantity_may_be_said_in_another_way(statement: str, said: str):
    assert failed(statement, [said]) == {}


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
    "invented",
    ["A million ferries", "Half a trillion ferries", "Half of the ferries"],
)
def test_a_scale_alone_is_a_number(invented: str):
    assert "numbers" in failed(f"{invented} run.", ["Ferries run."])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It took 3 hours and 35 minutes.", "It left at 9:40 p.m. It arrived at 1:15 a.m."),
        ("Es dauerte 1 Stunde 20 Minuten.", "Es dauerte 80 Minuten."),
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
        ("It took 3 hours and 45 minutes.", "It left at 9:40 p.m. It arrived at 1:15 a.m."),
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
    assert withheld(statement, said) == {}


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
def test_a_date_that_is_not_implied_is_suspected(statement: str, said: str):
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


@pytest.mark.parametrize(
    ("statement", "said", "reason"),
    [
        ("It rained yesterday.", "It rained on Monday.", "“yesterday” is not in the sentences"),
        ("It was found in 2024.", "It was found in 2020.", "“2024” is not in the sentences"),
        ("It opens in May 2024.", "It opens next month.", "“May 2024” is not in the sentences"),
        ("It was on 7 May.", "It was on 7 April.", "“7 May” is not in the sentences"),
        ("It weighs 2 tonnes.", "It lay 2 days.", "“2 tonnes” has another unit, or none"),
    ],
)
def test_a_reason_claims_nothing_about_other_sentences(statement: str, said: str, reason: str):
    source = Source((said,), "", DAY, language="en")
    assert [str(one).startswith(reason) for one in find_suspicions(statement, [source])] == [True]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("The trip cost 7,000 crowns a tonne.", "The trip with 19 tonnes cost 133,000 crowns."),
        ("It pays 22.1m euros.", "It costs 38.6m euros; others pay 12.5m euros and 4m euros."),
        ("It opens in January 2028.", "It was begun in September 2025 and takes 28 months."),
        ("The fleet carried 4,200 cars before.", "It carries a third more, 5,600 cars."),
        ("The order book was about $7.5bn.", "The order book grew 21 percent to $9.1bn."),
        ("Just under two thirds agreed.", "Of 1,260 members 803 agreed."),
        ("Knapp zwei Drittel stimmten zu.", "Of 1,260 members 803 agreed."),
        ("Casi la mitad no votó.", "Of 1,260 members 603 did not vote."),
        ("Subió un 12 y un 18 por ciento.", "It rose by 12 percent and 18 percent."),
        ("In the first half of the year 863 H5N1 cases were found.", "There were 863 cases."),
        ("Er kam am Mittwochabend.", "Am Mittwoch kam er."),
    ],
)  # fmt: skip
def test_what_a_few_steps_yield_is_not_suspicious(statement: str, said: str):
    assert not {"numbers", "units", "dates"} & set(failed(statement, [said]))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("About 50 people came.", "Some 70 people and 9 dogs came."),
        ("Three of the towns were flooded.", "Ulm, Brack and Orrin were flooded."),
        ("It took six weeks.", "It took 30 working days."),
        ("The vote was on 10 May.", "The strike began on 11 May, a day after the vote."),
    ],
)
def test_what_may_follow_unseen_is_marked_not_withheld(statement: str, said: str):
    assert failed(statement, [said])
    assert withheld(statement, said) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("It cost 86bn crowns.", "It cost 86m crowns."),
        ("It employs 1,240 people.", "It employs 1,420 people."),
        ("The hall has 70 beds.", "The hall has 40 beds."),
        ("It shut on 9 June.", "It shut on 9 July."),
        ("It shut in 2018.", "It shut in 2019."),
        ("2018年に橋が閉鎖された。", "The bridge was shut in 2019."),
        ("It shut on Thursday.", "It shut on Monday."),
        ("The rate fell by 0.6 percent.", "The rate fell from 15.2 to 14.6 percent."),
        ("The rate rose by 0.2 percent.", "The rate rose by 0.2 percentage points."),
        ("La tasa subió un 0,2 por ciento.", "La tasa subió 0,2 puntos porcentuales."),
        ("It was 12 degrees.", "It was minus 12 degrees."),
        ("A surge of 15 to 20 inches came.", "A surge of 15-20 feet came."),
        ("人口は12万人。", "人口は12億人。"),
    ],
)
def test_what_has_the_place_of_another_is_withheld(statement: str, said: str):
    assert withheld(statement, said)


@pytest.mark.parametrize("year", [1, 2, 9998, 9999])
def test_any_year_of_publication_is_accepted(year: int):
    said = "It shut yesterday, on Monday, 99 weeks ago, on 3 May at 9 p.m., for 900 weeks."
    for day in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, tzinfo=UTC)):
        assert failed("It shut on Monday at 9 p.m.", [said], day=day) == {}


@pytest.mark.untraced
def test_thousands_of_numbers_are_checked_in_seconds():
    said = [" ".join(str(7 * number) for number in range(15_000))]
    begun = process_time()
    failed(" ".join(str(7 * number + 3) for number in range(400)), said)
    failed("3 May 1999, " * 150, ["On 4 May 1998 it shut. " * 4000])
    assert process_time() - begun < 20
