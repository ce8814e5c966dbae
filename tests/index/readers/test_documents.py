"""PDF and Word documents, mail, tables, JSON and web archives: what each says of its article."""

import csv
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from index.models import Article, Notice, Problem
from index.readers import read
from tests.index.readers.formats import PACKED, pdf


def only(path: Path) -> Article:
    (article,) = read([path])
    assert isinstance(article, Article), article
    return article


def reason(path: Path) -> str:
    (problem,) = read([path])
    assert isinstance(problem, Problem), problem
    return problem.reason


def test_a_pdfs_metadata_gives_title_author_and_date(tmp_path: Path):
    (tmp_path / "a.pdf").write_bytes(pdf("The ferry sank.", title="Ferry sinks", author="Zoë Lund"))
    article = only(tmp_path / "a.pdf")
    assert (article.title, article.authors, article.text) == (
        "Ferry sinks", ("Zoë Lund",), "The ferry sank.",
    )  # fmt: skip
    assert article.published_at and article.published_at.year >= 2000


def test_a_pdfs_lines_are_joined_and_their_hyphens_removed(tmp_path: Path):
    canvas = Canvas(str(tmp_path / "a.pdf"))
    lines = ["The harbour au-", "thority closed the quay on", "Monday.", "It opened", "again."]
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    expected = "The harbour authority closed the quay on Monday.\n\nIt opened again."
    assert only(tmp_path / "a.pdf").text == expected


def test_a_scanned_pdf_says_that_it_has_no_text(tmp_path: Path):
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    assert reason(tmp_path / "scan.pdf").startswith("contains no text, only images")


def test_pdf_passwords_are_reported_and_pdf_scripts_never_run(tmp_path: Path):
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf("The ferry sank.")))
    script = {"/S": "/JavaScript", "/JS": "app.alert('x')"}
    action = {NameObject(key): TextStringObject(value) for key, value in script.items()}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    writer.write(tmp_path / "script.pdf")
    article, notice = read([tmp_path / "script.pdf"])
    assert isinstance(article, Article) and article.text == "The ferry sank."
    assert isinstance(notice, Notice) and notice.reason.startswith(
        "contains scripts; they are not run"
    )
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "secret.pdf")
    assert "encrypted" in reason(tmp_path / "secret.pdf")


def test_a_word_document_has_its_heading_tables_and_properties(tmp_path: Path):
    document = docx.Document()
    document.core_properties.author, document.core_properties.title = "Zoë Lund", ""
    document.core_properties.created = datetime(2024, 3, 2, 8, 0)
    document.add_heading("Ferry sinks", level=0)
    document.add_paragraph("It sank on Monday.")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = text
    document.save(str(tmp_path / "a.docx"))
    article = only(tmp_path / "a.docx")
    assert (article.title, article.authors) == ("Ferry sinks", ("Zoë Lund",))
    assert article.text == "It sank on Monday.\n\na | b\nc | d"
    assert article.published_at == datetime(2024, 3, 2, 8, 0, tzinfo=UTC)


def test_a_word_document_gives_only_the_words_it_shows(tmp_path: Path):
    """Changes that were made, fields of forms and tables in tables; merged cells once."""
    document, w = docx.Document(), docx.oxml.ns.nsdecls("w")
    paragraph = document.add_paragraph("It sank")
    for change in (
        '<w:ins {w}><w:r><w:t xml:space="preserve"> on Monday</w:t></w:r></w:ins>',
        "<w:del {w}><w:r><w:delText> on Sunday</w:delText></w:r></w:del>",
        "<w:moveFrom {w}><w:r><w:t> near Varn</w:t></w:r></w:moveFrom>",
        '<w:hyperlink {w}><w:r><w:t xml:space="preserve"> near Olm.</w:t></w:r></w:hyperlink>',
    ):
        paragraph._p.append(docx.oxml.parse_xml(change.format(w=w)))
    field = "<w:p><w:r><w:t>In a field.</w:t></w:r></w:p>"
    form = f"<w:sdt {w}><w:sdtContent>{field}</w:sdtContent></w:sdt>"
    document.element.body.insert(1, docx.oxml.parse_xml(form))
    table = document.add_table(2, 3)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcdef", strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = "inside"
    document.save(str(tmp_path / "a.docx"))
    article = only(tmp_path / "a.docx")
    assert article.text == "It sank on Monday near Olm.\n\nIn a field.\n\na b | c\nd | e | f inside"
    assert (article.authors, article.published_at) == ((), None), "of python-docx's template"


@pytest.mark.parametrize(
    ("said", "title"),
    [("(anonymous)", None), ("Untitled", None), ("Microsoft Word - Ferry", "Ferry")],
)
def test_a_pdf_title_written_by_a_program_is_ignored(tmp_path: Path, said: str, title: str):
    (tmp_path / "a.pdf").write_bytes(pdf("The ferry sank.", title=said, author="anonymous"))
    article = only(tmp_path / "a.pdf")
    assert (article.title, article.authors) == (title, ())


def test_an_entity_bomb_in_a_word_document_is_harmless(tmp_path: Path):
    document, file = docx.Document(), BytesIO()
    document.add_paragraph("The ferry sank.")
    document.save(file)
    from zipfile import ZipFile

    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    with ZipFile(file) as old, ZipFile(tmp_path / "bomb.docx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"?>\n", f'?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'.encode(), 1
                ).replace(b"The ferry sank.", b"The ferry &a11; sank.")
            new.writestr(name, data)
    (found,) = read([tmp_path / "bomb.docx"])
    assert isinstance(found, Problem) or len(found.text) < 100


def newsletter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Harbour Courier <desk@courier.example>"
    message["Subject"] = "Morgen, Zoë: the ferry"
    message["Date"] = "Sat, 02 Mar 2024 08:00:00 +0100"
    message["Message-ID"] = "<1@courier.example>"
    message.set_content("The ferry sank on Monday.")
    return message


def test_a_newsletter_has_subject_sender_date_and_id(tmp_path: Path):
    message = newsletter()
    page = "<p>The ferry sank on Monday, the harbour office said in a long statement.</p>" * 4
    message.add_alternative(f"<html><body><article>{page}</article></body></html>", subtype="html")
    (tmp_path / "a.eml").write_bytes(bytes(message))
    article = only(tmp_path / "a.eml")
    assert (article.id, article.title) == ("1@courier.example", "Morgen, Zoë: the ferry")
    assert article.source == "The Harbour Courier"
    assert article.published_at == datetime(2024, 3, 2, 7, tzinfo=UTC)
    assert article.text.startswith("The ferry sank on Monday, the harbour office")


def test_each_mailbox_message_is_an_article_or_a_problem(tmp_path: Path):
    second = newsletter()
    second.replace_header("Message-ID", "<2@courier.example>")
    second.set_content("It came up again.\n\n>From the quay it was seen.")
    parts = [bytes(newsletter()), b"\n", bytes(second)]
    (tmp_path / "a.mbox").write_bytes(b"".join(b"From x Sat\n" + part + b"\n" for part in parts))
    first, broken, third = read([tmp_path / "a.mbox"])
    assert isinstance(first, Article) and first.id == "1@courier.example"
    assert isinstance(broken, Problem) and broken.place.endswith("a.mbox, message 2")
    assert isinstance(third, Article) and third.text.endswith("From the quay it was seen.")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_row_is_an_article_with_columns_as_fields(tmp_path: Path, separator: str):
    with (tmp_path / "a.csv").open("w", newline="") as file:
        table = csv.writer(file, delimiter=separator)
        table.writerow(["id", "Text", "date", "authors", "desk"])
        table.writerow(["w1", 'He said "no", and left.', "2024-03-02", "A Lund; B Moe", "north"])
    article = only(tmp_path / "a.csv")
    assert (article.id, article.text) == ("w1", 'He said "no", and left.')
    assert (article.authors, article.metadata) == (("A Lund", "B Moe"), {"desk": "north"})


def test_wrong_rows_of_a_table_are_named_by_their_line(tmp_path: Path):
    (tmp_path / "a.csv").write_text('text,id\nOne.,1\n,2\nTwo.,3,more\nThree.,4\n"cut')
    found = list(read([tmp_path / "a.csv"]))
    assert [a.id for a in found if isinstance(a, Article)] == ["1", "4"]
    places = [p.place.rpartition(" ")[2] for p in found if isinstance(p, Problem)]
    assert places[:2] == ["3", "4"] and len(places) == 3
    (tmp_path / "b.csv").write_text("id,body\n1,One.\n")
    assert 'no column is named "text"' in reason(tmp_path / "b.csv")


@pytest.mark.parametrize("wrap", [lambda a: a, lambda a: {"articles": a}, lambda a: {"data": a}])
def test_a_list_of_json_is_an_article_an_item(tmp_path: Path, wrap):
    items = [{"id": "1", "text": "One."}, {"title": "no text"}, 7, {"id": "4", "text": "Four."}]
    (tmp_path / "a.json").write_text(json.dumps(wrap(items)))
    found = list(read([tmp_path / "a.json"]))
    assert [a.id for a in found if isinstance(a, Article)] == ["1", "4"]
    assert [p.place.rpartition(", ")[2] for p in found if isinstance(p, Problem)] == [
        "item 2", "item 3",
    ]  # fmt: skip


def test_json_that_is_cut_off_keeps_what_came_before(tmp_path: Path):
    (tmp_path / "a.json").write_text('[{"id": "1", "text": "One."}, {"id": "2", "te')
    article, problem = read([tmp_path / "a.json"])
    assert isinstance(article, Article) and article.id == "1"
    assert isinstance(problem, Problem) and "item 2" in problem.place
    (tmp_path / "b.json").write_text('{"text": "One')
    assert "line 1, column 10" in reason(tmp_path / "b.json")
    (tmp_path / "c.json").write_text("7")
    assert "neither a JSON object" in reason(tmp_path / "c.json")
    (tmp_path / "d.json").write_text("[]")
    assert reason(tmp_path / "d.json") == "contains no articles"


@pytest.mark.parametrize("bad", ["[", '[{"text":', '[{"text": "One.", "a":'])
def test_endlessly_nested_json_is_one_problem_in_little_memory(tmp_path: Path, bad: str):
    """Where names of all that is open are kept, 100,000 brackets take 23 GB."""
    (tmp_path / "a.json").write_text(bad + "[" * 20_000)
    assert "nested more than 100 levels deep" in reason(tmp_path / "a.json")


def test_a_json_list_in_utf_16_is_read(tmp_path: Path):
    (tmp_path / "a.json").write_text('[{"text": "The café shut."}, 7]', "utf-16")
    article, problem = read([tmp_path / "a.json"])
    assert isinstance(article, Article) and article.text == "The café shut."
    assert isinstance(problem, Problem) and problem.place.endswith("a.json, item 2")


def test_tables_of_spreadsheets_are_read(tmp_path: Path):
    (tmp_path / "a.csv").write_text('sep=;\r\ntitle; text\r\nHead; "One; two."\r\nB\r\n')
    article, problem = read([tmp_path / "a.csv"])
    assert isinstance(article, Article) and (article.title, article.text) == ("Head", "One; two.")
    assert isinstance(problem, Problem) and problem.place.endswith("a.csv, line 4")
    (tmp_path / "b.csv").write_text("title,text\n")
    assert reason(tmp_path / "b.csv") == "contains no articles"


def test_web_archive_pages_have_its_address_but_not_its_date(tmp_path: Path):
    (tmp_path / "a.warc.gz").write_bytes(PACKED[".warc.gz"](b"The ferry sank.\n\nIt did."))
    article = only(tmp_path / "a.warc.gz")
    assert article.url == article.id == "https://courier.example/ferry"
    assert article.published_at is None
    assert "retrieved_at" in article.metadata


def test_a_pattern_names_all_files_that_match(tmp_path: Path):
    for name in ("a.txt", "b.txt", "c.md", "sub/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("The ferry sank.")
    assert [r.id for r in read([tmp_path / "*.txt"])] == ["a.txt", "b.txt"]
    assert [r.id for r in read([tmp_path / "**/*.txt"])] == ["a.txt", "b.txt", "d.txt"]
    assert reason(tmp_path / "*.pdf") == "no such file or folder"
