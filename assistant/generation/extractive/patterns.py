"""How news English writes dates, sums, lengths, shares, names, places, reasons and speech."""

import re

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|April|May|June|July|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"\b(?:1\d{3}|20\d\d)s?\b(?![,.]\d)"
_DAY = (
    rf"\b(?:{MONTH}\s\d{{1,2}}\b|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}\b"
    r"|the\s\d{1,2}(?:st|nd|rd|th)\b)"
)
_CLOCK = (
    r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m\b|p\.?m\b|o’clock|o'clock)|\b\d{1,2}:\d\d\b"
    r"|\b(?:noon|midnight|dawn)\b"
)
SPOKEN = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundreds?|thousands?|millions?|billions?|dozens?|several|both|zero|none|twice|once|single)"
)
_FIGURE = r"(?:\d[\d,]*(?:\.\d+)?)"
_MANY = rf"(?:{_FIGURE}|\b{SPOKEN})"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|m|bn|k)"
_LONG = r"(?:days|weeks|months|years|hours)"

_UNITS = {
    "year": YEAR,
    "day": rf"{_DAY}|\b{WEEKDAY}\b|\b(?:yesterday|today|tomorrow)\b",
    "weekday": rf"\b{WEEKDAY}\b",
    "month": rf"\b{MONTH}\b",
    "time": _CLOCK,
    "century": rf"\bcentur|{YEAR}",
    "date": rf"{_DAY}|{YEAR}|\b{MONTH}(?=\s|[,.]|$)|\b{WEEKDAY}\b|{_CLOCK}"
    r"|\b(?:yesterday|tomorrow|today|spring|summer|autumn|winter|centur(?:y|ies))\b"
    r"|\b(?:last|next|this|that|early|late|mid)[- ]"
    r"(?:week|month|year|spring|summer|autumn|winter|fall|night|decade)\b"
    rf"|\b(?:in|within|by|for|until) (?:about |some |the )?(?:{_MANY} {_LONG}|end of)"
    r"|\b(?:next|last|this|of the) (?:\w+ )?"
    rf"(?:season|century|day|morning|night|evening|{MONTH})\b"
    rf"|\b(?:{_MANY})\s(?:\w+\s)?(?:minutes|decades|{_LONG})\s(?:ago|earlier|later|after|before)",
    "money": rf"[$€£¥]\s?{_FIGURE}|\b[A-Z][A-Za-z]{{0,2}}\s?{_FIGURE}(?:\s?{_SCALE})\b"
    rf"|\b[A-Z][A-Z]?[a-z]{{1,2}}\s\d[\d,.]*|{_MANY}(?:\s?{_SCALE})?\s(?:\w+\s)?"
    r"(?:dollars?|euros?|pounds?|crowns?|yen|yuan|rubles?|roubles?|lira|rupees?|francs?|pesos?"
    r"|kron(?:er|or)|cents?|pence)\b|\b\d[\d.,]*\s?(?:million|billion|trillion|bn|m)\b",
    "duration": rf"{_MANY}[\s-](?:\w+\s)?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b"
    r"|\b(?:an?|half an?)\s(?:minute|hour|day|week|month|year|decade)\b",
    "age": r"\baged?\s\d+|,\s\d{1,3},|\b\d{1,3}-year-old|\b\d+\syears?\b"
    r"|\b(?:is|was|turned|at|of)\s\d{1,3}\b(?!\s?(?:[%.]\d|percent|per))",
    "share": rf"{_MANY}\s?(?:%|per\s?cent|percent(?:age)?)"
    r"|\b(?:half|thirds?|quarters?|fifths?|majority)\b|\bin\s(?:ten|five|three|four|10|100)\b",
    "distance": rf"{_MANY}[\s-](?:\w+\s)?(?:km|kilomet\w+|miles?|met(?:er|re)s?|feet|foot|ft|m"
    r"|inch\w*|cm|mm|hectares?|acres?|tons?|tonnes?|kg|square)\b",
    "number": rf"{_FIGURE}|\b{SPOKEN}\b",
    "reason": r"(?i)\b(?:because|since|due to|owing to|thanks to|so that|in order|caus\w+"
    r"|reasons?|blam\w+|cit(?:ing|ed)|forced|result(?:ed|ing|s)?|led to|leading to|after"
    r"|as (?:a |it |the |they |he |she )|for (?:\w+ing|the|a|its|his|her|their)|to \w+|fear\w*"
    r"|concern\w*|necessity|need\w*|explain\w*|argu\w+|saying|therefore|thus|so|but|threat\w*"
    r"|prevent\w*)\b",
}
BY_UNIT = {unit: re.compile(pattern) for unit, pattern in _UNITS.items()}

_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*[a-zß-öø-ÿ][^\W_]*(?:-[^\W\d_]+)*"
NAMED = re.compile(rf"\b{_NAME}|\b[A-Z]{{2,}}\b")
_BODY = (
    r"(?:administration|government|ministry|consortium|company|office|police|army|party|council"
    r"|court|union|bank|group|authority|agency|parliament|opposition|military|committee)"
)
# Two names in a row without an article before them: a person, or else an organisation.
PERSON = re.compile(
    rf"(?<!\bthe )(?<!\bThe )\b{_NAME}(?:\s(?:(?:al|de|van|von|bin|der)[-\s])?{_NAME})+"
    r"|\b(?:Mr|Mrs|Ms|Dr|President|Col|Gen|Lt|Sen|King|Queen|Pope|Saint|Sir|Lord|Prince|Duke)"
    rf"\.?\s{_NAME}"
    rf"|\b{_NAME}(?:-{_NAME})?(?:\s{_NAME})?\s{_BODY}\b|\b[Tt]he\s(?:\w+\s)?{_BODY}\b"
)
PLACE = re.compile(
    r"\b(?:in|at|from|to|near|of|on|into|through|outside|inside|across|off|around|towards?"
    r"|between|above|below|behind|via)"
    r"\s(?:(?:the|a|an|its|his|her|their|northern|southern|eastern|western|central|nearby)\s)*"
    rf"(?:{_NAME}|\w+)|^[A-Z][A-Z ,.]{{3,}}[–—(-]|\b{_NAME}-based"
)
# A country by the name of its people: Russian-made, Turkish officials.
PEOPLE = re.compile(r"\b[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+(?:an|ish|ese|ch|i)\b(?=[-\s](?:[a-z]|[A-Z]+-?\d))")
SPEECH = re.compile(
    r"(?i)[“”\"]|\b(?:said|says|say|saying|told|tells|call(?:s|ed|ing)|according|asked|argu\w+"
    r"|warn\w*|announc\w+|add(?:s|ed)|den(?:y|ies|ied)|reject\w*|statement|declar\w+|claim\w*"
    r"|insist\w*|express\w*|describ\w+|declined|welcom\w+|critici[sz]\w+|promis\w+|thank\w*"
    r"|agree\w*|comment\w*|repl(?:y|ies|ied)|respond\w*|maintain\w*|stress\w*|highlight\w*"
    r"|underlin\w*|propos\w+|suggest\w*|offer\w*|demand\w*|accus\w+|threat\w*|voic\w+|brand\w*"
    r"|react\w*|defend\w*|think\w*|thought|believ\w+|suspect\w*|repeat\w*|disput\w+)\b"
)
SPEECH_ASKED = re.compile(
    r"(?i)\b(?:say|said|tell|told|comment|react|respond|reply|call|describe|think|characteri[sz]e"
    r"|recommend|propose|suggest|offer|demand|accuse|threaten|promise|claim|believe|warn|deny"
    r"|announce|argue|state|stress|explain)d?(?:e?d)?\b"
)
