"""The expressions in which English names days, found in a text.

No library does this for questions: of 120 times in the 261 questions of planner_cases.jsonl
dateparser 1.5 finds 104, a right end in 43, and it sees one in 29 of the 141 that have none;
parsedatetime 2.6 is much alike. Neither knows stretches of days. The arithmetic is dateutil's.
"""

from datetime import date

from assistant.planning.english.absolute_dates import ABSOLUTE
from assistant.planning.english.holidays import OCCASIONS
from assistant.planning.english.partial_periods import PORTIONS
from assistant.planning.english.relative_dates import RELATIVE
from assistant.text.date_words import Named

_FORMS = (*ABSOLUTE, *RELATIVE, *PORTIONS, *OCCASIONS)


def find_dates(text: str, today: date) -> list[Named]:
    """All that `text` names, none overlapping another, in order of the text."""
    found = [named for rule in _FORMS for named in rule(text, today)]
    taken: list[Named] = []
    for named in sorted(found, key=lambda named: named.start - named.end):
        if all(named.end <= other.start or other.end <= named.start for other in taken):
            taken.append(named)
    return sorted(taken, key=lambda named: named.start)
