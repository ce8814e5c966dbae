"""The polite words around a request: "hi, could you please tell me who won, if you can?".

What is asked for stays, so that no form and no search needs to know how people ask. Only English
words match: a request in German is left as it is.
"""

import re

_ME = r"(?:me|us)"
_WHICH = r"(?=(?:who|whom|whose|what|which|when|where|why|how|if|whether|the|an?|any|some)\b)"
# What somebody wants to be done: "can you use an old test?" asks for nothing of the kind.
_DO = (
    rf"(?=(?:(?:tell|show|giv|get|find|list|send|help|walk|talk|run|take|catch|bring|fill|brief)\w*"
    rf" {_ME}|(?:have|get|giv|mak|writ|draw|provid|shar)\w* (?:an?|the|some)"
    r"|(?:summari[sz]|sum|recap|compar|list|outlin|explain|describ|trac)\w*)\b)"
)
_FRAMES = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear \w+|thanks|thank you|excuse me)"
    r"(?: there| again| everyone)?\b[ ,.!:;–-]+",
    r"(?:so|ok|okay|well|please|pls|kindly|just|maybe|quick question)\b[ ,:]+",
    rf"(?:(?:(?:any chance|i was wondering if) )?(?:you |i )?(?:can|could|would|will)(?: you| i)?"
    rf"|(?:do|would) you mind)"
    rf"(?:,? (?:please|kindly|maybe|perhaps|possibly|just|also|quickly|mind))*,? {_DO}",
    r"(?:i|we)(?:['’]d| would| really)* (?:like|love|want|need|wish) (?:to |you to |(?=an? |the ))",
    r"(?:i|we)(?:['’]m| am|['’]re| are)? (?:looking for|trying to|interested in|curious) ",
    r"do you have (?=an? (?!article|story|piece|report))",
    rf"(?:tell|show) {_ME} {_WHICH}(?!(?:the|an?|any|some)\b)",
    rf"(?:know|find out|see|learn|hear|get|have) {_WHICH}",
    rf"(?:(?:do|would) you (?:happen to )?know|any idea|i (?:was )?wonder(?:ing)?) {_WHICH}",
)
_BEFORE = re.compile(rf"(?:{'|'.join(_FRAMES)})", re.IGNORECASE)
_AFTER = re.compile(
    r"[ ,]+(?:please|pls|thanks|thank you|for me|if you can|if possible)[ ?.!]*$",
    re.IGNORECASE,
)


def without_frame(request: str) -> str:
    """The request itself; all of it, if nothing else would be left.

    >>> without_frame("Hi, could you please tell me who won the derby?")
    'who won the derby?'
    >>> without_frame("Can you use an expired test?")
    'Can you use an expired test?'
    """
    bare = request.strip()
    while match := _BEFORE.match(bare):
        bare = bare[match.end() :]
    while match := _AFTER.search(bare):
        bare = bare[: match.start()] + "?" * ("?" in match[0])
    return bare if any(map(str.isalnum, bare)) else request
