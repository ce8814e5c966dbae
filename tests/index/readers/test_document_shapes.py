"""Word documents and PDFs as programs write them: what is shown is read, in order."""

from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.pdfgen.canvas import Canvas

from index.models import Article
from index.readers import read

LEAD = "The parish of Tornvik met on Friday evening."


def word(tmp_path: Path, runs: str, notes: str = "") -> Article:
    """A document of two paragraphs; `runs` is the XML within the second."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Tower", "Ida Falk"
    document.add_paragraph(LEAD)
    document.element.body.insert(1, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    document.save(str(tmp_path / "a.docx"))
    if notes:
        with ZipFile(tmp_path / "a.docx", "a") as parts:
            parts.writestr(
                "word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
            )
    (article,) = read([tmp_path / "a.docx"])
    assert isinstance(article, Article)
    return article


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (run("It is sold") + run(" (do not print)", "<w:vanish/>") + run("."), "It is sold."),
        (run("It hurt ") + run("twelve", "<w:strike/>") + run(" nine."), "It hurt nine."),
        (run("It hurt ") + run("twelve", "<w:dstrike/>") + run(" nine."), "It hurt nine."),
        (run("It is ") + run("open", '<w:strike w:val="0"/>') + run("."), "It is open."),
        (run("It costs 41") + run("2", '<w:vertAlign w:val="superscript"/>') + run(" m."),
         "It costs 41 m."),
        (run("It holds 10") + run("6", '<w:vertAlign w:val="superscript"/>') + run(" l."),
         "It holds 10⁶ l."),
        ("<w:r><w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>塔</w:t></w:r>"
         "</w:rubyBase></w:ruby></w:r>" + run("は高い。"), "塔は高い。"),
        (run("The Ver") + "<w:r><w:softHyphen/></w:r>" + run("kehrsplan."), "The Verkehrsplan."),
        (run("Costs:") + "<w:r><w:br/></w:r>" + run("Roof 7"), "Costs:\n\nRoof 7"),
    ],
)  # fmt: skip
def test_a_word_document_is_read_as_it_is_shown(tmp_path: Path, runs: str, said: str) -> None:
    assert word(tmp_path, runs).text.split("\n\n", 1)[1] == said


@pytest.mark.parametrize("kind", ["", ' w:type="separator"', ' w:type="continuationSeparator"'])
def test_the_notes_of_a_word_document_are_at_its_end(tmp_path: Path, kind: str) -> None:
    note = f"<w:footnote{kind}><w:p>{run('Without the bell.')}</w:p></w:footnote>"
    text = word(tmp_path, run("The plan is old."), note).text
    assert text.endswith("Without the bell." if not kind else "The plan is old.")


def test_the_date_of_words_template_is_no_date(tmp_path: Path) -> None:
    article = word(tmp_path, run("It is old."))
    assert (article.published_at, article.authors) == (None, ("Ida Falk",))


def pdf(
    tmp_path: Path, *pages: list[tuple[float, float, str] | tuple[float, float, str, int]]
) -> str:
    """The text of a PDF with those strings at x, y (points), in letters of 10 or of that size."""
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for strings in pages:
        for x, y, text, *size in strings:
            canvas.setFont("Helvetica", size[0] if size else 10)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    (article,) = read([tmp_path / "a.pdf"])
    assert isinstance(article, Article)
    return article.text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The well-", "known tower."], "The well-known tower."),
        (["The trea-", "surer left."], "The treasurer left."),
        (["The Anglo-", "Saxon tower."], "The Anglo-Saxon tower."),
        (["In 2020-", "2024 it leaned."], "In 2020-2024 it leaned."),
        (["A state-of-the-", "art roof."], "A state-of-the-art roof."),
        (["Der Ver\xad", "kehrsplan gilt."], "Der Verkehrsplan gilt."),
        (["Die Nord-", "und Südseite."], "Die Nord- und Südseite."),
    ],
)
def test_a_hyphen_ending_a_line_stays_where_spelled(
    tmp_path: Path, lines: list[str], text: str
) -> None:
    assert pdf(tmp_path, [(50, 700 - 14 * n, line) for n, line in enumerate(lines)]) == text


LEFT = ["The parish of Tornvik met on Friday", "to discuss the old tower, which leans", "more."]
RIGHT = ["Captain Mia Lund offered to give it", "a mast of oak instead of a new roof,", "she said."]
READ = "The parish of Tornvik met on Friday to discuss the old tower, which leans more."


@pytest.mark.parametrize("across", [True, False])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, across: bool) -> None:
    columns = [(50, LEFT), (320, RIGHT)]
    strings = [(x, 700 - 14 * n, said[n]) for x, said in columns for n in range(3)]
    order = sorted(strings, key=lambda one: -one[1]) if across else strings
    text = pdf(tmp_path, order)
    assert text.replace("\n\n", " ") == (
        f"{READ} Captain Mia Lund offered to give it a mast of oak instead of a new roof, she said."
    )


@pytest.mark.parametrize("place", [(280, 40), (50, 820)])
def test_a_sentence_goes_on_over_the_furniture_of_pages(
    tmp_path: Path, place: tuple[int, int]
) -> None:
    said = ["The roof of the tower in Tornvik will cost no less than", "7 million crowns, he said."]
    pages = [[(50, 700, said[n]), (*place, f"TORNVIK POST, page {n + 1} of 2")] for n in range(2)]
    assert pdf(tmp_path, *pages) == " ".join(said)


def test_marks_of_notes_are_no_numbers_of_a_pdf(tmp_path: Path) -> None:
    strings = [(50, 700, "The roof will cost 41", 11), (152, 705, "2", 6),
               (156, 700, " million crowns, the mason of the parish said.", 11)]  # fmt: skip
    assert (
        pdf(tmp_path, strings)
        == "The roof will cost 41 million crowns, the mason of the parish said."
    )


def test_items_of_a_pdf_are_paragraphs(tmp_path: Path) -> None:
    lines = ["What it costs", "- The roof: 7 million", "- The bell: 2 million", "It leans."]
    text = pdf(tmp_path, [(50, 700 - 14 * n, line) for n, line in enumerate(lines)])
    assert text.split("\n\n") == lines[1:], "the first line is the title"
