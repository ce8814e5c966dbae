"""Bylines -> the names of authors: "By JIM SALTER and Ida Falk" are two."""

import re

# The words of a byline in the languages that news is indexed in most: "by", "and", "for".
_BY = re.compile(
    r"^(?i:(?:(?:written|reported|story|text) )?by|par|por|от)\b:?\s+(?=\S)"
    r"|^(?i:von|door|di|av|af)\s+(?=[^\W\d_a-z]\S*\s+\S)"
)
# A name of one word after it is a part of the name before: "Ortega y Gasset".
_AND = re.compile(
    r"\s*[;|•/]\s*|\s+(?i:and|und|et|y|e|en|og|och|i|и|ve|&)\s+(?=[^\W\d_]\S*\s+[^\W\d_])"
)
_FOR = re.compile(r"\s+(?:for|für|pour|para|voor|för)\s+.*$", re.I)
_MAIL = re.compile(r"\S+@\S+")
_ASIDE = re.compile(r"\s*[(\[<][^)\]>]*[)\]>]?")


def names_of(byline: str) -> list[str]:
    """The names in a byline, in order; none if it is an address.

    >>> names_of("By JIM SALTER"), names_of("Ida Falk, Otto Kemp and Mia Lund")
    (['Jim Salter'], ['Ida Falk', 'Otto Kemp', 'Mia Lund'])
    >>> names_of("ida@courier.example (Ida Falk)"), names_of("https://courier.example/ida")
    (['Ida Falk'], [])
    """
    if "://" in byline or byline.startswith(("@", "www.")):
        return []
    if _MAIL.search(byline):
        byline = re.sub(r"[()<>\[\]\"]", " ", _MAIL.sub("", byline))
    said = _FOR.sub("", _BY.sub("", _ASIDE.sub("", " ".join(byline.split()))))
    parts = [part.strip(" ,-–—") for part in _AND.split(said)]
    names = [name for part in parts for name in _between_commas(part)]
    return list(dict.fromkeys(_in_case(name) for name in names if name))


def _between_commas(part: str) -> list[str]:
    """Names between commas; what is one word beside a name of several is no name ("Reporter")."""
    names = [name.strip() for name in part.split(",")]
    long = [name for name in names if " " in name]
    return long or [part]


def _in_case(name: str) -> str:
    """Capital letters as in a name; an agency such as AFP keeps its own."""
    return name.title() if name.isupper() and " " in name else name
