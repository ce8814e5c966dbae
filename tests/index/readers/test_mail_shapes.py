"""Mails as programs write them: every section is read, and forwarded mails are articles."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from index.models import Article
from index.readers import read

PARTS = [
    "The parish of Tornvik met on Friday to discuss the old tower, which leans a little more.",
    "The roof will cost 7 million crowns, the mason Per Vik said, twice as much as planned.",
    "Captain Mia Lund offered a mast instead.",
]


def mail(html: str = "", plain: str = "", subject: str = "Tower leans") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Tornvik Post <news@post.example>", subject
    message["Date"] = "Fri, 08 Mar 2024 06:00:00 +0100"
    if plain:
        message.set_content(plain)
    if html:
        add = message.add_alternative if plain else message.set_content
        add(html, subtype="html")
    return message


def articles(tmp_path: Path, message: EmailMessage | bytes) -> list[Article]:
    data = message if isinstance(message, bytes) else bytes(message)
    (tmp_path / "a.eml").write_bytes(data)
    return [one for one in read([tmp_path / "a.eml"]) if isinstance(one, Article)]


def joined(form: str, around: str = "{}") -> str:
    return around.format("".join(form.format(part) for part in PARTS))


@pytest.mark.parametrize(
    "html",
    [
        joined("{}<br><br>", "<body>{}</body>"),
        joined("{}<br><br>", "<div dir='ltr'>{}</div>"),
        joined("<table><tr><td style='font-size:0px'><div style='font-size:13px'>{}</div>"
               "</td></tr></table>", "<body><div>{}</div></body>"),
        joined("<tr><td>{}</td></tr>", "<table><tr><td><table>{}</table></td></tr></table>"),
        joined("<div class='newsletter'><p>{}</p></div>"),
        joined("<h3><a href='https://post.example/1'>{}</a></h3>"),
        joined("<p class=MsoNormal>{}<o:p></o:p></p>"),
        joined("<td><p>{}</p></td>", "<table><tr>{}</tr></table>"),
        joined("{}<br><br>", "<blockquote type='cite'><div>{}</div></blockquote>"),
        "<div style='display:none'>Preview</div>" + joined("<p>{}</p>"),
        "<div class='gmail_quote'><div class='gmail_attr'>From: x</div>" + joined("<p>{}</p>"),
    ],
)  # fmt: skip
def test_every_section_of_a_mail_is_a_paragraph(tmp_path: Path, html: str) -> None:
    (article,) = articles(tmp_path, mail(html))
    assert article.text.split("\n\n") == PARTS


@pytest.mark.parametrize(
    "plain",
    [
        "\n\n".join(PARTS),
        "\n\n".join(PARTS).replace(", which", ",\nwhich").replace("planned", "\nplanned"),
        "> " + "\n> \n> ".join(PARTS),
        "\n\n".join(PARTS) + "\n\n-- \nTornvik Post\nUnsubscribe",
    ],
)
def test_a_plain_mail_is_read_without_its_wrapping(tmp_path: Path, plain: str) -> None:
    (article,) = articles(tmp_path, mail(plain=plain))
    assert article.text.split("\n\n") == PARTS


@pytest.mark.parametrize("html", ["<p>View in browser</p>", "<img src='x'>", f"<p>{PARTS[2]}</p>"])
def test_a_plain_part_that_says_more_is_read(tmp_path: Path, html: str) -> None:
    (article,) = articles(tmp_path, mail(html, "\n\n".join(PARTS)))
    assert article.text.split("\n\n") == PARTS


@pytest.mark.parametrize("note", ["FYI", "See below, please.", ""])
def test_a_mail_attached_to_a_mail_is_the_article(tmp_path: Path, note: str) -> None:
    outer = mail(plain=note or " ", subject="Fwd: Tower leans")
    outer.replace_header("From", "Desk <desk@paper.example>")
    outer.add_attachment(mail(plain="\n\n".join(PARTS)))
    (article,) = articles(tmp_path, outer)
    assert (article.title, article.source) == ("Tower leans", "Tornvik Post")
    assert article.text.split("\n\n") == PARTS


def test_two_attached_mails_are_two_articles_beside_a_long_one(tmp_path: Path) -> None:
    outer = mail(plain="\n\n".join(PARTS * 2), subject="Digest")
    outer.add_attachment(mail(plain=PARTS[0]))
    outer.add_attachment(mail(plain=PARTS[1]))
    found = articles(tmp_path, outer)
    assert [article.title for article in found] == ["Tower leans", "Tower leans", "Digest"]
    assert len({article.id for article in found}) == 3


def test_an_attached_text_is_part_of_the_mail(tmp_path: Path) -> None:
    message = mail(plain="See the attached text.")
    message.add_attachment("\n\n".join(PARTS), filename="story.txt")
    (article,) = articles(tmp_path, message)
    assert article.text.split("\n\n") == ["See the attached text.", *PARTS]


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "iso-8859-15"])
def test_windows_marks_in_a_mail_are_marks(tmp_path: Path, charset: str) -> None:
    head = f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset={charset}\n\n"
    body = "The board’s plan – “our best” – will cost €41 million, said Nils Aker."
    (article,) = articles(tmp_path, head.encode() + body.encode("cp1252"))
    assert article.text == body
