"""The words of a refusal: what a user reads where there is no answer, or none to a part.

Templates are filled with `str.format`. Each is one sentence that says what was looked for.
"""

EMPTY_ARCHIVE = "The archive is empty; run `assistant index PATH`."
NO_MATCH = "The archive has nothing that matches the filters."
NOTHING_WITHIN = "The archive has nothing {}."
NOTHING_THEN = "Nothing on “{}” was published {} (“{}”): all times were searched."
NOTHING_ABOUT = "Nothing that was found says it."
NOT_ANSWERED = "The nearest coverage is about something else, or does not say."
CLOSEST = "Closest found; it may not answer the question"  # a heading above what is quoted
OTHER_LANGUAGE = (
    "The articles are in another language ({}); without a language model, ask in that language."
)
NOTHING_LEFT = "No sentence of the nearest coverage supports an answer."
WITHHELD = "A model wrote an answer, which is withheld: the evidence does not support it."

# A source or a time that the archive, or the calendar, lacks.
NO_SUCH_DAY = "There is no such day as “{}”; it is not used as a time."
UNKNOWN_SOURCE = "The archive has nothing from {name!r}{others}."
UNKNOWN_PUBLISHER = (
    "The archive has nothing from {names}, and none of its articles mentions {them}."
)
ONLY_OTHERS = "Nothing from {named} answers this, but something from {others} does."
OUTSIDE_DATES = (
    "The dated articles were published {}, not at the time that the question asks about."
)

# What a model found. Its own words are marked as such, because nothing has checked them.
NOTHING_PASSED = "A model wrote an answer, but none of its statements could be verified."
MISSING_BY_MODEL = "This is the model's reading of the evidence."
LACKING_BY_MODEL = "According to the model, this is missing: {}."
CAVEATS_BY_MODEL = "Note by the model: {}"
BROKE_OFF = "The model's reply broke off; the answer may be incomplete."
ANSWERED_IN = "The question is in {}, but the model answered {}in {}."
UNJUDGED = (
    "The judge gave no verdict ({}): statements marked as checked (°) passed exact checks only."
)

# Timelines.
NO_DATED_EVENT = "None of the articles that {} says when something happened."
NO_ARTICLES = "Within the filters, there are no articles that {}."

# Comparisons, and what was to be told of a topic, without a language model.
NO_COMPARISON = "No comparison: the archive has nothing about {}."
NO_TIMELINE = "No timeline: without a language model, no dated events on “{}” were found."
NO_SUMMARY = "No summary: no article that was found is about “{}”."
NOTHING_OF_SIDE = "{} {} nothing about “{}” that matches the filters."
