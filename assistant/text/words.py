"""English words and stems: what a text is about, without grammar."""

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

import snowballstemmer

from index.unicode_text import one_width

# A word; F-35 and 9.5 are one word, Russian-made is two.
_WORD = re.compile(r"\d[\d.,:]*\d(?:[^\W\d_]{1,2}\b)?|[^\W\d_]{1,3}-\d\w*|[^\W_]+(?:\.[^\W_]\b)*")
AUXILIARIES = frozenset(
    "is are was were am be been being do does did has have had will would can could shall should"
    " may might must isn aren wasn weren don doesn didn hasn haven hadn won wouldn couldn".split()
)
ASKING = AUXILIARIES | frozenset("who whom whose what which when where why how".split())
FUNCTION_WORDS = AUXILIARIES | frozenset(
    "a an the this that these those it its they them their he him his she her hers we us our i my"
    " me you your s t of in on at to for from by with about as into onto over under through than"
    " then so and or but if not no nor any all some there here who whom whose what which when"
    " where why how during after before between against among within without upon while because"
    " also just only own out up off down s’ ll ve re d m same such other one ever both each per"
    " many much more most less very too far ago been according".split()
)
_ASKING = frozenset(
    "say said says tell told give gave given get got make made take took go went come came use"
    " used call called name named kind sort type category thing way happen happened know known"
    " mean state stated claim article report reported reports describe described"
    " mention mentioned need want two three four five first last new old part side end time term"
    " think thought long exactly apart people person country year day date number amount put talk"
    " set let able did done work".split()
)
_PLAIN = str.maketrans("ıøłđ", "iold")


def split_words(text: str) -> list[str]:
    """The words of a text, without punctuation and possessive endings."""
    return _WORD.findall(one_width(text))


def locate_words(text: str) -> list[tuple[int, str]]:
    """The words of a text with their start offsets."""
    return [(match.start(), match.group()) for match in _WORD.finditer(one_width(text))]


def is_content(word: str) -> bool:
    """Whether a word is a content word rather than grammar: "US" is, "us" is not."""
    if word.lower() in FUNCTION_WORDS:
        return word in ("US", "IT", "May")
    return len(word) > 1 or word.isdigit()


def fold(text: str) -> str:
    """`text` without case and accents, also those that Unicode does not take apart: ı, ø, ł, đ."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word: without case, accents and English endings."""
    plain = fold(word)
    if any(letter.isdigit() for letter in plain):
        return plain.replace(",", "").removesuffix("s")
    # A new stemmer each time: it holds the word as state, so threads must not share one.
    return str(snowballstemmer.stemmer("english").stemWord(plain))


def content_stems(text: str) -> frozenset[str]:
    """The stems of the content words of a text."""
    return frozenset(stem(word) for word in split_words(text) if is_content(word))


def topic_stems(question: str) -> frozenset[str]:
    """The stems of a question's content words, without those that only ask: "what happened"."""
    return content_stems(" ".join(w for w in split_words(question) if w not in _ASKING))


def share_of(wanted: Set[str], text: str) -> float:
    """The share of the `wanted` stems that a text has, from 0 to 1; 0 if none is wanted."""
    return len(wanted & content_stems(text)) / len(wanted) if wanted else 0.0
