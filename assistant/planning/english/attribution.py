"""Phrases of attribution: "according to", "did X report", "X's article", "I read in X that".

They decide whether a name in a question is the publisher or author of something.
"""

import re

REPORT = (
    r"(?:articles?|reports?|stor(?:y|ies)|pieces?|columns?|reviews?|coverage|interviews?"
    r"|editorials?"
    r"|reporting|analys[ie]s|accounts?|headlines?|posts?|blogs?|features?|guides?|round-?ups?"
    r"|recaps?"
    r"|previews?|profiles?|obituar(?:y|ies)|dispatch(?:es)?|scoops?|explainers?|op-?eds?"
    r"|commentar(?:y|ies)"
    r"|write-?ups?|newsletters?|investigations?|bulletins?|podcasts?|front\s+pages?|editions?)"
)
# Other things that belong to an outlet: only after its name and 's.
_OWN = (
    rf"(?:{REPORT}|takes?|versions?|views?|verdicts?|figures?|estimates?|tall(?:y|ies)|counts?"
    rf"|numbers?"
    r"|wording|descriptions?|portrayals?|framing|tone|stance|positions?|opinions?|predictions?"
    r"|forecasts?"
    r"|exclusives?|summar(?:y|ies)|claims?|explanations?|conclusions?|findings?|polls?|rankings?"
    r"|ratings?"
    r"|lists?|words|pages|website|site|archives?|sources?|criticism|assessments?|timelines?)"
)
_WRITER = r"(?:reporters?|correspondents?|critics?|columnists?|reviewers?|journalists?|writers?)"
_SAY = (
    r"(?:(?:report|say|claim|suggest|publish|describe|mention|note|imply|implie|indicate|argue"
    r"|cover|state"
    r"|discuss|attribute|quote|cite|allege|reveal|detail|highlight|show|maintain|focus|share"
    r"|tell|change"
    r"|explain|call|give|portray|criticise|criticize|praise|confirm|blame|warn|estimate|predict"
    r"|identify"
    r"|identifie|disagree|agree|differ|contradict|print|count|name|list|compare|expose"
    r"|investigate|interview"
    r"|review|rate|rank|recommend|speculate|emphasise|emphasize|stress|comment|conclude|document"
    r"|trace|hint"
    r"|uncover|outline|reckon|profile|present|depict|assess|analyse|analyze|examine|explore"
    r"|refer|address"
    r"|tackle|forecast|retract|correct|omit|ignore|carry|carrie|feature|characteri[sz]e|label"
    r"|summari[sz]e"
    r"|find|add|speak|put|endorse|support|attack|defend|accuse|mock|demand|urge|question|doubt"
    r"|dismiss|welcome"
    r"|link|connect|paint|suspect|believe|think|apologi[sz]e|regret|admit|overlook|misreport"
    r"|misquote|debunk"
    r"|refute|rebut|challenge|verify|verifie|dispute|deny|denie|compile|illustrate|frame|spell"
    r"|lead\s+with"
    r"|editoriali[sz]e|advocate|condemn|applaud|hail|caution|contend|assert|recount|relate|relay"
    r"|cast"
    r")(?:s|d|es|ed|ing|ped|ting|led)?"
    r"|write|wrote|written|writes|writing|said|told|gave|given|found|spoke|spoken|ran\b"
    r"|broke\s+(?:the\s+)?(?:story|news)"
    r"|break\s+(?:the\s+)?(?:story|news)|leave\s+out|left\s+out|thought|makes?\s+of|made\s+of"
    r"|gets?\s+wrong|got\s+wrong"
    r"|holds?\s+responsible|sees?\b|goes\s+with|go\s+with|went\s+with)"
)
_SAID_BY = (
    r"(?:reported|published|written|posted|covered|described|mentioned|noted|claimed|cited|quoted"
    r"|featured|critici[sz]ed|praised|named|discussed|carried|printed|revealed|suggested|stated"
    r"|said"
    r"|told|outlined|detailed|highlighted|shared|alleged|portrayed|profiled|accused|scrutini[sz]ed"
    r"|rumou?red|characteri[sz]ed|depicted|presented|labell?ed|reviewed|ranked|interviewed|hailed"
    r"|listed|predicted|tipped|dubbed|recommended|rated|exposed|documented|investigated|analy[sz]ed"
    r"|examined|explored|called|identified|blamed|warned|estimated|addressed|run|appear(?:ed|s"
    r"|ing)?"
    r"|given|put|disputed|denied|contradicted|refuted|challenged|questioned|doubted|debunked|supported"
    r"|endorsed|condemned|attacked|defended|mocked|corrected|summari[sz]ed|explained|confirmed|documented|uncovered)"
)
_NOUN_BEFORE = (
    rf"\b{REPORT}(?:\s+(?:published|written|posted|appearing|carried|run"
    rf"|printed))?(?:\s+\w+){{0,2}}?"
    r"\s+(?:by|from|in|on|at|of|with)"
)
_PAPERS = (
    r"(?:(?:news)?papers?|outlets?|media|press|publications?|publishers?|broadcasters?"
    r"|(?:web)?sites?"
    r"|magazines?|sources?|titles?|wires?|(?:news\s+)?agenc(?:y|ies))"
)
_THE = r"(?:the\s+)?['\"‘“]?(?:the\s+)?"
_BEFORE = re.compile(
    r"(?:\baccording\s+to|\bper|,\s*(?:says?|said|reports?|reported|writes?|wrote)|\b(?:claims?|allegations?|estimates?|predictions?|figures?"
    r"|numbers?)"
    rf"\s+(?:made\s+|given\s+)?by|{_NOUN_BEFORE}|\b{_SAID_BY}(?:\s+\w+){{0,2}}?\s+(?:by|in|on|to)"
    r"|\b(?:reporting|coverage)\b[^?.]{0,100}\s(?:by|from)|\b(?:another|one|that|those"
    r"|the\s+one)\s+(?:by|from|in|of)"
    rf"|\bsources?\s+(?:including|like)|\bsuch\s+as|\btell|\btold"
    rf"|\b{_PAPERS}\b[^?.;]{{0,20}}?(?:,|:|\(|[-–—])"
    rf"|\b{_PAPERS}\s+(?:such\s+as|like|including)|\bamong\s+them"
    r"|\b(?:read|consult|use|trust|search|quote|cite)\s+only"
    r"|\b(?:read|saw|seen|heard|learn(?:ed|t)|look(?:ing|ed)?|search(?:ing)?"
    r"|found)\s+(?:\w+\s+){0,4}?(?:in|on|from|at|through)"
    r"|\b(?:wrote|writes?|written|writing|said|says?|claim(?:s|ed)?|argue[sd]?|reported"
    r"|complain(?:s|ed)?|admit(?:s|ted)?"
    r"|regret(?:s|ted)?|stated?|revealed?|explain(?:s|ed)?|confess(?:es|ed)?|speak(?:s|ing)?"
    r"|spoke)\s+(?:\w+\s+){0,3}?(?:in|on|for|to|with)"
    r"|\b(?:using|citing|quoting|consult(?:ing)?|check(?:ing)?|search(?:ing)?|relying\s+on"
    r"|based\s+on|going\s+by|judging\s+by"
    r"|to\s+go\s+by|drawing\s+on|limited\s+to|restricted\s+to|in\s+the\s+(?:pages|columns|words"
    r"|archives?|view|opinion)\s+of"
    r"|(?:only|just|solely|exclusively)\s+(?:from|in|by|on))(?:\s+(?:only|just|solely))?"
    r"|\b(?:anything|something|everything|nothing|all|more|what)\s+(?:is\s+|was\s+"
    r"|there\s+is\s+)?(?:from|in|by)"
    r"|\bif\s+(?:you|we|I)\s+(?:believe|trust|follow)|\bas|^from|\(|\b(?:source|outlet"
    r"|publisher)s?\s*[:=])"
    rf"\s*(?:both\s+)?(?:an?\s+)?(?:www\.)?{_THE}$",
    re.IGNORECASE,
)
# "Not by the Courier" does not say by whom.
_DENIED = re.compile(
    r"\b(?:not|other\s+than|except(?:\s+for)?|apart\s+from|besides|excluding|without)"
    rf"\s+(?:(?:by|in|from|to|according\s+to)\s+)?{_THE}$",
    re.IGNORECASE,
)
_AS = re.compile(rf"\bas\s+{_THE}$", re.IGNORECASE)
_FROM = re.compile(rf"(?:^from|\()\s*{_THE}$", re.IGNORECASE)
_IN_BEFORE = re.compile(rf"(?:^|,\s+)(?:in|on)\s+{_THE}$", re.IGNORECASE)
# In quotation marks, it is a title.
_QUOTED = re.compile(r"\b(?:from|in|by|on|per|to)\s+['\"‘“](?:the\s+)?$", re.IGNORECASE)
_LISTED = re.compile(rf"\b(?:between|both)\s+{_THE}$", re.IGNORECASE)
_ADVERBS = (
    r"(?:(?:also|then|later|first|last|most|has|have|had|recently|ever|never|not|only|actually"
    r"|really|already|itself"
    r"|once|still|just|n[’']t|did|does|do|to)\s+)*"
)
_AFTER = re.compile(
    r"^(?:\.(?:com|org|net))?['\"’”]?(?P<own>['’]s)?(?:\s+(?:magazine|newspaper|website"
    r"|news\s+agency|paper))?\s+"
    rf"(?:(?:\w+\s+)?{REPORT}\b|(?:(?:that|which)\s+)?{_ADVERBS}(?:{_SAY}\b|(?:run|ran|carr(?:y|ied)|feature|do|did"
    rf"|have|had)\s+"
    rf"(?:\w+\s+){{0,3}}?{REPORT}\b|(?:readers?|viewers?|listeners?"
    rf"|subscribers?)\s+(?:\w+\s+){{0,2}}?(?:learn\w*|read|hear\w*|told"
    r"|find|found|see|saw)\b|(?:have|has|had|got|put\s+out)\s+(?:\w+\s+){0,3}?(?:on|about)\b))",
    re.IGNORECASE,
)
_OWN_AFTER = re.compile(
    rf"^['\"’”]?['’]s?['\"]?\s+(?:[a-z-]+\s+){{0,3}}?(?:{_OWN}\b"
    rf"|(?:[a-z]+\s+)?{_WRITER}\s+(?:[\w-]+\s+){{0,3}}?(?:{_SAY}|think|thought|make|made)\b)",
)
_OWN_REPORT = re.compile(rf"^['\"’”]?['’]s?['\"]?\s+(?:[a-z-]+\s+){{0,3}}?{REPORT}\b")
# "By the Courier" after a verb of reporting; not "bought by" or "owned by".
_BY = re.compile(rf"(?P<word>[\w’'-]+)\s+by\s+{_THE}$", re.IGNORECASE)
_NOT_TOLD = re.compile(
    r"(?:owned|bought|sued|hired|fired|founded|acquired|employed|paid|funded|run|sold|sacked"
    r"|sponsored"
    r"|taken|won|lost|made|held|led|filed|settled|\w+ed)$",
    re.IGNORECASE,
)
# The text between two names of one list.
LINK = re.compile(
    r"^['\"’”]*\s*(?:,|and|or|&)\s*(?:and\s+|or\s+)?(?:both\s+)?(?:in\s+|by\s+|from\s+)?(?:the\s+)?"
    r"(?:(?:first|second|third|other|another|later|earlier)\s+)?['\"‘“]*(?:the\s+)?$",
    re.IGNORECASE,
)
# The text between two contrasted accounts: "... differ from that of the Ledger".
_CONTRAST = re.compile(
    r"\b(?:than|from|with|as|to|and|against|versus|vs\.?|unlike|while|whereas|but"
    r"|like)\s+(?:(?:that|those|the\s+one)\s+)?"
    rf"(?:(?:of|in|by|from|does|did)\s+)?{_THE}$",
    re.IGNORECASE,
)
_CONTRADICTS = re.compile(
    rf"\b(?:contradict|dispute|refute|rebut|challenge|correct)(?:s|d|ed)?\s+{_THE}$", re.IGNORECASE
)
_BARE = re.compile(
    r"^['\"’”]?(?:['’]s)?['\"]?(?:\s+(?:does|did|do|has|have|say|says|said))?\s*(?:[?.,;]|$)",
    re.IGNORECASE,
)
_REPORTING = re.compile(rf"\b(?:{REPORT}|{_SAID_BY}|{_SAY})\b", re.IGNORECASE)
# A person is an author only if the question speaks of writing.
_ABOUT = (
    r"(?:\s+(?:on|about|of|in|from|at|for|that|regarding|when|whether|how|why|who|what|last|this|since|before"
    r"|after)\b|\s*[?.,]|\s*$)"
)
_WROTE = re.compile(
    rf"^(?:['’]s\s+(?:[a-z-]+\s+){{0,2}}?(?:{REPORT}|byline|writing)\b|\s+(?:(?:has|have|had"
    rf"|ever|also|first|last)\s+)*(?:reported|reports?"
    r"|writes?|wrote|written|published|covered|cover|reviewed|review)(?:\s+(?:anything|something"
    r"|nothing|much|more|often|again|first"
    rf"|last|extensively|repeatedly|lately|recently|\w+\s+(?:articles?|columns?|pieces?|reports?"
    rf"|stories)))*{_ABOUT})",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    rf"(?:\b{REPORT}(?:\s+(?:\w+\s+)?written)?|\bwritten|\bbylined|\bpenned|\bauthored|\b(?:any"
    rf"|every|some)thing|\ball|\bmore|\btexts?"
    r"|\bwork|\blatest|\bwords)\s+(?:by|from)\s+$",
    re.IGNORECASE,
)
_BY_TRADE = re.compile(
    r"\b(?:journalist|reporter|columnist|critic|correspondent|writer|reviewer|author)\s+$",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:his|her|their)\s+(?:[a-z-]+\s+){0,2}?(?:articles?|columns?|pieces?|reports?|reviews?"
    r"|editorials?"
    r"|op-?eds?|blogs?|features?|dispatch(?:es)?|reporting|coverage|profiles?|newsletters?"
    r"|commentar(?:y|ies))\b",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"\b(?:copies|circulation|print\s+run)\b", re.IGNORECASE
)  # of the paper itself
# "The Courier on the auditors: who ...".
_HEADS = re.compile(r"^['\"’”]?(?:\s+(?:on|about)\s[^:?]{1,60})?:", re.IGNORECASE)
_ITS = re.compile(rf"\bits\s+(?:[a-z-]+\s+){{0,2}}?{REPORT}\b", re.IGNORECASE)
_SAYS = re.compile(rf"^\s+(?:{_SAY}|think|thought|call)\b", re.IGNORECASE)
_DOES = re.compile(r"\b(?:did|does|do|has|had|have|is|was|by)\s+$", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording\s+to\s+$", re.IGNORECASE)
_CUE = re.compile(
    rf"\b(?:according|per|in|on|from|between|both|tell|told|{REPORT}|{_SAY}|{_SAID_BY}|{_PAPERS}"
    rf"|by|using|citing|quoting"
    rf"|based|going|judging|only|among|as|only)\b|['’]s\s+(?:[a-z-]+\s+){{0,3}}?{_OWN}\b",
    re.IGNORECASE,
)


def may_attribute(question: str) -> bool:
    """Whether the question has any word that an attribution needs; a cheap test."""
    return bool(_CUE.search(question))


def is_attributed(question: str, start: int, end: int, is_whole_name: bool) -> bool:
    """Whether something is attributed to the outlet named from `start` to `end`."""
    before, after = question[:start], question[end:]
    if _DENIED.search(before) or _COPIES.search(question):
        return False
    if _AS.search(before):  # as the Courier has it; but not "as the Sun rose"
        return bool(
            re.match(
                rf"^['\"’”]?\s+(?:{_SAY}|has\s+it|had\s+it|puts?\s+it|sees?\s+it|tells?\s+it)\b",
                after,
                re.I,
            )
        )
    if _FROM.search(before):
        return bool(re.match(r"^['\"’”]?\s*[:)]|^['\"’”]?,", after))
    if _BEFORE.search(before):
        return True
    if _QUOTED.search(before) and re.match(r"['\"’”]", after):
        return True
    if _IN_BEFORE.search(before) and re.match(r"['\"’”]?[,:]", after):
        return True
    if re.match(r"(?i)^\s*(?:the\s+)?$", before) and _HEADS.match(after):
        return True
    if _OWN_REPORT.match(after) or _OWN_AFTER.match(after):
        return True
    if is_whole_name and _is_told_by(question, before):
        return True
    if _DOES.search(re.sub(rf"{_THE}$", "", before)) and _ITS.search(after):
        return True
    if not (match := _AFTER.match(after)):
        return False
    # "What does the Sun say", "the Sun reports"; but not "the Sun share price", "gave the Sun".
    return not match["own"] or bool(re.search(rf"\b{REPORT}$", match[0], re.IGNORECASE))


def _is_told_by(question: str, before: str) -> bool:
    by = _BY.search(before)
    return bool(by and not _NOT_TOLD.search(by["word"]) and _REPORTING.search(question))


def are_listed(question: str, one: int, end: int, other: int) -> bool:
    """Whether two outlets are in one list; A is from `one` to `end`, B starts at `other`."""
    if not (_REPORTING.search(question) and _LISTED.search(question[:one])):
        return False
    return bool(LINK.match(question[end:other]))


def are_contrasted(question: str, end: int, other: int, after: int) -> bool:
    """Whether A's account is contrasted with B's; A ends at `end`, B is `other` to `after`."""
    between = question[end:other]
    if _CONTRADICTS.search(between):
        return True
    if not _CONTRAST.search(between) or "?" in between:
        return False
    return bool(_BARE.match(question[after:]))


def is_author(question: str, start: int, end: int) -> bool:
    """Whether something is said to be written by the person named there."""
    before, after = question[:start], question[end:]
    if _WROTE.match(after) or _WRITTEN_BY.search(before):
        return True
    if _DOES.search(before) and _PERSONAL.search(after):
        return True
    return bool(_BY_TRADE.search(before) and _SAYS.match(after))


def is_according_to(before: str) -> bool:
    """Whether `before` ends with those words."""
    return bool(_ACCORDING.search(before))


def is_source_before(before: str) -> bool:
    """Whether something is attributed to the name that follows `before`."""
    return bool(_BEFORE.search(before))
