"""Finds the dates and times of day in a text: year, month, day, weekday or minute, with spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = (
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

# German, Spanish, French, Italian, Portuguese, Dutch, Turkish; from January and from Monday on.
_OTHER_MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)
_OTHER_WEEKDAYS = (
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
)
_NUMBER_OF = {
    name: number
    for line in (" ".join(MONTHS), *_OTHER_MONTHS)
    for number, name in enumerate(line.split(), start=1)
}
_WEEKDAY_OF = {
    name: number
    for line in (" ".join(WEEKDAYS), *_OTHER_WEEKDAYS)
    for number, name in enumerate(line.split())
}
_YESTERDAY = "yesterday gestern ayer ieri ontem gisteren".split()

_ENGLISH = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?"
    r"|Aug(?:ust|\.)|Sept?(?:ember|\.)?|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.)"
)
_OTHERS = "|".join(sorted({name for line in _OTHER_MONTHS for name in line.split()}, key=len)[::-1])
_MONTH = rf"(?P<month>{_ENGLISH})"
_ANY_MONTH = rf"(?P<month>(?i:{_OTHERS})|{_ENGLISH})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º|er)?(?![\d:])"
_RANGE = r"\s?(?:and|to|or|until|und|bis|y|al|et|au|[-–—])\s?"
_LEAP_YEAR = 2024
YEARS = range(1500, 2100)  # that are read
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_OF = r"(?:of\s|del?\s|d[’'])?"
_FORMS = [
    re.compile(rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?:T[\d:]+(?:Z|[+-][\d:]+)?)?\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.\s?(?P<number>\d{{1,2}})\.\s?{_YEAR}\b"),
    re.compile(
        rf"\b(?:(?P<from>\d{{1,2}})\.?{_RANGE})?{_DAY}\s{_OF}{_ANY_MONTH}(?:,?\s{_OF}{_YEAR})?\b"
    ),
    re.compile(rf"\b{_MONTH}\s{_DAY}(?:{_RANGE}(?P<until>\d{{1,2}})\b(?!:))?(?:,?\s{_YEAR})?\b"),
    re.compile(rf"\b{_ANY_MONTH},?\s{_OF}{_YEAR}\b"),
    re.compile(
        r"\b(?:in|last|next|since|until|by|early|late|of|from|to|between|during|this|for|before|after|mid-?)"
        rf"\s?{_MONTH}(?!\w|[ \u00a0][A-Z])"
    ),
    re.compile(
        rf"\b(?:im|seit|Anfang|Mitte|Ende|en|desde|em|in|depuis)\s(?P<month>(?i:{_OTHERS}))\b"
    ),
    re.compile(rf"(?<!\w)(?!May\b|March\b){_MONTH}(?=\W|$)"),
    re.compile(
        rf"\b(?P<weekday>{'|'.join(_WEEKDAY_OF)})"
        r"(?:(?<=[gh])(?:morgen|vormittag|mittag|nachmittag|abend|nacht))?s?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<relative>{'|'.join(_YESTERDAY)}|tomorrow|last\snight|(?:\d\d?|an?|one|two|three|four"
        r"|five|six|seven|eight|nine|ten)\s(?:day|week|month|year)s?\sago"
        r"|(?:last|previous|next|this)\s(?:week|month|year))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?:(?P<half>[ap])\.?\s?m\b\.?)"
        r"|\b(?P<hourde>\d{1,2})(?:[.:](?P<minutede>\d\d))?\s?Uhr\b"
        r"|\b(?:à|avant|après|vers|dès|las|às)\s(?P<hourfr>\d{1,2})\s?(?:h|heures?|horas?)\b(?!\s?\d)"
        r"|\b(?P<hour24>\d{1,2})(?:\s?[:h]\s?|(?<=las\s\d)\.|(?<=las\s\d\d)\.)(?P<minute24>\d\d)\b"
        r"|\b(?P<noon>noon|midnight|Mitternacht|medianoche|minuit|mezzanotte)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w$€£.,])(?<!(?<!\b\d\d\d\d)-){_YEAR}(?![\w%]|[.,]\d|\s(?:people|crowns|dollars|euros))"
    ),
]


@dataclass(frozen=True, slots=True)
class Date:
    """A date from `start` to `end`; parts that are not given are None.

    `weekday` counts from Monday as 0, `minute` from midnight; `halved` means that 7:15 may be in
    the evening. `relative` is "yesterday" and the like.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    minute: int | None = None
    relative: str = ""
    halved: bool = False


def read_dates(text: str) -> list[Date]:
    """Every date and hour of a text, the longest reading of each, in order.

    >>> [(d.day, d.month, d.year) for d in read_dates("Between 2 and 5 April, and in 2016")]
    [(2, 4, None), (5, 4, None), (None, None, 2016)]
    """
    taken = bytearray(len(text))
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]) and (dates := list(_dates(match))):
                taken[start:end] = bytes([1]) * (end - start)
                found.extend(dates)
    return sorted(found, key=lambda one: one.start)


def impossible_dates(text: str) -> list[str]:
    """The words of days that no calendar has.

    >>> impossible_dates("Who met on 31 February 2024, and who on 29 February?")
    ['31 February 2024']
    """
    dated = (one for one in read_dates(text) if one.month and one.day)
    found = (text[one.start : one.end] for one in dated if not _exists(one))
    return list(dict.fromkeys(found))


def _exists(one: Date) -> bool:
    try:
        date(one.year or _LEAP_YEAR, one.month or 1, one.day or 1)
    except ValueError:
        return False
    return True


def mask_dates(text: str) -> str:
    """`text` with a space for each character of a date, so that offsets stay."""
    letters = list(text)
    for one in read_dates(text):
        letters[one.start : one.end] = " " * (one.end - one.start)
    return "".join(letters)


def _dates(match: re.Match[str]) -> Iterator[Date]:
    said = match.groupdict()
    span = match.span()
    if said.get("weekday"):
        yield Date(*span, weekday=_WEEKDAY_OF[said["weekday"].lower()])
    elif said.get("relative"):
        words = " ".join(said["relative"].lower().split())
        yield Date(*span, relative="yesterday" if words in _YESTERDAY else words)
    elif "hour" in said:
        yield from _hours(said, span)
    else:
        year = int(said["year"]) if said.get("year") else None
        for day in ("from", "day", "until") if "day" in said else ("none",):
            if day == "none" or said.get(day):
                value = int(said[day]) if day != "none" else None
                if value is None or 1 <= value <= 31:
                    yield Date(*span, year, _month(said), value)


def _month(said: dict[str, str]) -> int | None:
    if said.get("number"):
        return int(said["number"]) if 1 <= int(said["number"]) <= 12 else None
    if not said.get("month"):
        return None
    if number := _NUMBER_OF.get(said["month"].lower()):
        return number
    begin = said["month"].lower().rstrip(".")[:3]
    return next(i for i, month in enumerate(MONTHS, start=1) if month.startswith(begin))


def _hours(said: dict[str, str], span: tuple[int, int]) -> Iterator[Date]:
    if said["noon"]:
        yield Date(*span, minute=720 if said["noon"].lower() == "noon" else 0)
        return
    hour = int(said["hour"] or said["hourde"] or said["hourfr"] or said["hour24"])
    minute = int(said["minute"] or said["minutede"] or said["minute24"] or 0)
    if hour > 24 or minute > 59:
        return
    if said["half"]:
        hour = hour % 12 + (12 if said["half"].lower() == "p" else 0)
    yield Date(*span, minute=60 * hour + minute, halved=not said["half"] and hour < 13)
