"""Whether a model answers in the language of the question; what is uncertain passes.

Small models fall into the language of the articles, or into English. None of the 235 faithful
statements in tests/recorded (English, German, Spanish) is taken for one in another language.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from assistant.text.question_language import certain_language
from assistant.verification.quotations import without_quotations
from assistant.verification.trial import Trial
from index.language import language_of

_BEGINNING = 5  # letters of a name: those that "auf Englisch" and "in englischer Sprache" share


def languages_asked(question: str, planned: str = "") -> tuple[str, ...]:
    """The languages to answer in, as ISO 639-1 codes: the question's, then any that it names.

    Empty if the question's is uncertain. `planned` is what a chat model took it for.
    """
    own = certain_language(without_quotations(question), planned)
    if not own:
        return ()
    said = question.casefold()
    names = (*_names(own).items(), *_names("en").items())
    return (own, *(code for code, name in names if name.casefold()[:_BEGINNING] in said))


def in_other_language(trials: Sequence[Trial], asked: Sequence[str]) -> dict[int, str]:
    """By place, the language of each statement that is in none of those `asked`.

    Sentences and quotations of articles may be in any. A statement that is too short to tell is in
    the language of the whole.
    """
    own = {
        place: without_quotations(trial.text)
        for place, trial in enumerate(trials)
        if trial.support != "quoted" and trial.fate != "dropped"
    }
    if not asked or not own:
        return {}
    whole = language_of(" ".join(own.values()))
    languages = {place: language_of(text) or whole for place, text in own.items()}
    likely = {"en", *(one.article.language for trial in trials for one in trial.cited)} - {*asked}
    return {place: code for place, code in languages.items() if code and code in likely}


def language_name(code: str) -> str:
    """The English name of a language; the code if it has none."""
    return _names("en").get(code, code)


@cache
def _names(within: str) -> Mapping[str, str]:
    """The names of languages by code, in the language `within`."""
    from babel import Locale, UnknownLocaleError

    try:
        return {str(code): str(name) for code, name in Locale.parse(within).languages.items()}
    except (UnknownLocaleError, ValueError):
        return {}
