"""Rules that prepare a page for trafilatura, which drops elements by their names and classes.

They keep text of the story from that, and take out words that are not shown. `python -m
tests.benchmarks.extraction` measures what each of them is worth.
"""

import re
from collections.abc import Callable
from functools import partial
from math import inf

from lxml.html import HtmlElement

from index.readers.superscripts import is_mark, raised

Rule = Callable[[HtmlElement], None]

# Names of elements that trafilatura drops, although on some pages the story is in them.
_WRAPPERS = ("form", "aside", "noscript", "nav", "template", "button", "fieldset", "dialog")
_MOST = 0.5  # of the text of a page's paragraphs
_SENTENCE = 5  # words besides the times in a line; "Updated 9 March, 3 min read" is none
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[.?!…,“”\"]+")  # the parts of a quotation
_MOST_QUOTES = 50
_LEAST_PROSE = 40  # code points; the least that is judged as a paragraph
_STRUCK = "//del | //s | //strike | //*[contains(@style, 'line-through')]"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
# The names that CSS frameworks have for words that only screen readers say.
_SPOKEN = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?)(?:\s|$)", re.I)
_LONGEST_HIDDEN = 400  # code points; more than that is a story that a script will show
_FIELDS = ".//input[@type='email' or @type='text' or @type='search' or not(@type)]"
_LONGEST_LABEL = 20  # "Read more:", "Lesen Sie auch:"
_ENDS = re.compile(r"[.!?…。؟।][\"'”’»)\]]*\s*$")


def drop_pull_quotes(page: HtmlElement) -> None:
    """A quotation set apart that only repeats what the story says."""
    story = page.xpath("//p[not(ancestor::blockquote or ancestor::aside)]")
    said = "\n".join(map(_folded, story))
    for quote in page.xpath(f"(//blockquote | //aside)[position() <= {_MOST_QUOTES}]"):
        if all(part.strip() in said for part in _BETWEEN.split(_folded(quote))):
            _drop(quote)


def open_wrappers(page: HtmlElement) -> None:
    """Forms, asides and the like that hold the story become plain containers."""
    whole = _prose(page)
    for element in list(page.iter(*_WRAPPERS)):
        share = _prose(element)
        is_text = element.tag == "form" or (element.tag == "aside" and _is_plain(element))
        if share > _MOST * whole or (share >= _LEAST_PROSE and is_text):
            element.tag = "div"


def join_posts(page: HtmlElement) -> None:
    """Articles beside each other that are the whole page are the posts of one live report."""
    whole = _prose(page)
    for around in {article.getparent() for article in page.iter("article")}:
        posts = [] if around is None else around.findall("article")
        if len(posts) > 1 and sum(map(_prose, posts)) > _MOST * whole:
            for post in posts:
                post.tag = "div"


def keep_words_of_sentences(page: HtmlElement) -> None:
    """Buttons and times in a sentence are words of it. A line of little but times is none."""
    for element in list(page.iter("button", "time")):
        around = element.getparent()
        if around is None or around.tag in ("div", "section", "article", "header", "body", "main"):
            continue
        others = " ".join(around.xpath(f".//text()[not(ancestor::{element.tag})]"))
        words, said = len(_WORD.findall(others)), element.text_content().strip()
        if element.tag == "button" and is_mark(said):
            element.tag = "sup"
        elif _WORD.search(said) and (words >= _SENTENCE or around.tag not in ("p", "span")):
            element.tag = "span"
        elif element.tag == "time" and around.tag == "p":
            _drop(around)


def open_headers(page: HtmlElement) -> None:
    """What the header of an article says in whole sentences is part of its text."""
    for header in page.xpath("//header[.//h1 or ancestor::article]"):
        for lede in reversed([part for part in header.iter("p") if _is_prose(part)]):
            if _ENDS.search(lede.text_content()):
                header.addnext(lede)


def open_captions(page: HtmlElement) -> None:
    """On a page of pictures, the captions are the story."""
    captions = page.xpath("//figcaption")
    if sum(len(caption.text_content()) for caption in captions) > _prose(page):
        for caption in captions:
            caption.getparent().tag, caption.tag = "div", "p"


def open_cells(page: HtmlElement) -> None:
    """Lists in the cells of a table, which trafilatura does not read."""
    for item in page.xpath("//td//li"):
        item.tag = "p"
        item.getparent().tag = "div"


def drop_struck(page: HtmlElement) -> None:
    """What is struck through has been taken back."""
    for element in page.xpath(_STRUCK):
        _drop(element)


def drop_hidden(page: HtmlElement, longest: float = _LONGEST_HIDDEN) -> None:
    """What the screen does not show; style sheets are not read."""
    for shown in page.xpath("//*[@aria-hidden='true']"):
        spoken = shown.getnext()
        if spoken is not None and not shown.tail and _SPOKEN.search(spoken.get("class", "")):
            spoken.attrib.clear()  # it says the same in words
            _drop(shown)
    for element in page.xpath("//body//*[@class or @style or @hidden]"):
        if not _is_hidden(element):
            element.attrib.pop("style", None)  # trafilatura reads too much into them
        elif len(element.text_content()) <= longest:
            _drop(element)


def drop_note_marks(page: HtmlElement) -> None:
    """Marks of notes go; other superscripts stay apart from their number."""
    for mark in page.xpath("//sup"):
        said = mark.text_content()
        shown = raised(_before(mark), said, is_link=mark.find(".//a") is not None)
        if shown != said:
            _replace(mark, shown)


def drop_forwards(page: HtmlElement) -> None:
    """The headers of a mail within a mail, as Gmail writes them."""
    for header in page.xpath("//*[@class='gmail_attr']"):
        _drop(header)


def show_quotation_marks(page: HtmlElement) -> None:
    """<q> is shown with quotation marks, which are not in its text."""
    for quotation in page.xpath("//q"):
        _replace(quotation, f"“{quotation.text_content().strip()}”")


def drop_links_away(page: HtmlElement) -> None:
    """A block between paragraphs that is a link, or a list of links, but for a word or two."""
    for block in page.xpath("//*[self::p or self::div or self::section or self::ul][.//a]"):
        said = _length(block.xpath(".//text()"))
        label = said - _length(block.xpath(".//a//text()"))
        if said <= _LONGEST_HIDDEN and label <= min(_LONGEST_LABEL, said / 2):
            beside = block.xpath("preceding-sibling::p[1] | following-sibling::p[1]")
            if any(map(_is_prose, beside)):
                _drop(block)


def drop_requests(page: HtmlElement) -> None:
    """A short box with a field to fill in, for an address or a search."""
    whole = _prose(page)
    for box in list(page.iter("div", "section")):
        is_short = len(box.text_content()) <= _LONGEST_HIDDEN
        if is_short and box.xpath(_FIELDS) and _prose(box) <= _MOST * whole:
            _drop(box)


def part_blocks(page: HtmlElement) -> None:
    """A block begins on a line of its own, also after words that are in none."""
    for block in page.iter("div", "p", "cite", "ul", "ol"):
        before = block.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} "
        elif (around := block.getparent()) is not None and around.text:
            around.text += " "


def judge_by_words(page: HtmlElement) -> None:
    """A paragraph beside paragraphs is one of the story, whatever its class says."""
    for element in page.iter("p", "div", "section"):
        if (element.get("class") or element.get("id")) and _is_prose(element):
            beside = (element.getprevious(), element.getnext())
            if any(one is not None and _is_prose(one) for one in beside):
                element.attrib.clear()
        if element.tag == "div" and not len(element) and _is_prose(element):
            element.tag = "p"


RULES = (
    drop_pull_quotes, open_wrappers, open_headers, open_captions, open_cells, join_posts,
    keep_words_of_sentences, drop_struck, drop_hidden, drop_note_marks, drop_links_away,
    drop_requests, show_quotation_marks, part_blocks, judge_by_words,
)  # fmt: skip


# Of a mail, all text is read: only what is not shown goes, and no script will show more.
OF_MAIL = (
    drop_struck,
    partial(drop_hidden, longest=inf),
    drop_forwards,
    drop_note_marks,
    show_quotation_marks,
)


def prepare(page: HtmlElement, rules: tuple[Rule, ...] | None = None) -> None:
    """Applies `rules`, else all of them, to the page."""
    for rule in RULES if rules is None else rules:
        rule(page)


def _prose(element: HtmlElement) -> int:
    return sum(len(part.text_content()) for part in element.iter("p"))


def _folded(element: HtmlElement) -> str:
    return " ".join(element.text_content().casefold().split())


def _length(texts: list[str]) -> int:
    return len(" ".join(" ".join(texts).split()))


def _is_prose(element: HtmlElement) -> bool:
    """Whether it is one paragraph of some length, and nothing else."""
    is_block = element.tag in ("p", "div", "section") and len(element.findall(".//p")) <= 1
    return is_block and _is_plain(element) and len(element.text_content().strip()) >= _LEAST_PROSE


def _is_plain(element: HtmlElement) -> bool:
    return element.find(".//a") is None and not element.xpath(".//button | .//input | .//img")


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style", "")
    if _HIDDEN.search(style):
        # Scripts fade such blocks in; and text within may have a size of its own.
        shown = "animation" in style or "font-size" in str(element.xpath("descendant::*/@style"))
        return not shown
    if _SPOKEN.search(element.get("class", "")):
        return True
    return bool(element.get("hidden", "until-found").lower() != "until-found")


def _before(element: HtmlElement) -> str:
    before, around = element.getprevious(), element.getparent()
    text = before.tail if before is not None else around.text if around is not None else ""
    return str(text or "")


def _replace(element: HtmlElement, text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
