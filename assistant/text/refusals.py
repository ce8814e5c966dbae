"""The words of a refusal: what a user reads where there is no answer, or none to a part.

Templates are filled with `str.format`. Each is one sentence that says what was looked for.
"""

EMPTY_ARCHIVE = "The archive is empty; run `assistant index PATH`."
NO_MATCH = "The archive has nothing that matches the filters."
NOTHING_WITHIN = "The archive has nothing {}."
NOTHING_ABOUT = "Nothing in the archive is about this."
OTHER_LANGUAGE = (
    "Its articles are in another language; without a language model, ask in theirs ({})."
)
NO_SUCH_WORDS = "No article of the archive says {}."
NOTHING_LEFT = "No sentence of the nearest coverage supports an answer."
WITHHELD = "A model wrote an answer, but verification withheld {} of it: nothing supports {}."

# A source or a time that the archive lacks.
UNKNOWN_SOURCE = "The archive has nothing from {name!r}{others}."
UNKNOWN_PUBLISHER = "The archive has nothing from {names}, and no text of it names {them}."
ONLY_OTHERS = "{named} {has} nothing that answers this; {others} {have}."
OUTSIDE_DATES = "Its dated articles were published {}, not in the time in question."
NONE_DATED = "None of the {} has a date."

# Coverage that does not answer.
DOES_NOT_MENTION = "The nearest coverage does not mention {}."
DOES_NOT_GIVE = "The nearest coverage does not give {}."
DOES_NOT_SAY = "The nearest coverage is about this but does not say {}."
NOT_ANSWERED = "The nearest coverage does not answer the question."
DOES_NOT_ANSWER = "The nearest coverage is about this but does not answer the question."

# What a model found. Its own words are marked as its own, for nothing has checked them.
NOT_IN_EVIDENCE = "The nearest coverage does not answer the question."
NOTHING_PASSED = "A model wrote an answer, but no statement of it could be verified."
MISSING_BY_MODEL = "This is how the model reads the evidence."
LACKING_BY_MODEL = "As the model reads it, it does not give this: {}."
CAVEATS_BY_MODEL = "Note by the model: {}"
UNJUDGED = "The judge gave no verdict ({}): statements marked ° passed exact checks only."

# Timelines.
NO_DATED_EVENT = "None of the articles that {} says when something happened."
NO_ARTICLES = "Within the filters, there are no articles that {}."
