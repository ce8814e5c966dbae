"""Whether an article says that it is opinion or a correction: by its section, title or address."""

import re
from typing import Literal

from index.models import Article

Genre = Literal["opinion", "correction"]
# What newsrooms print above such articles. More languages are welcome.
_WORDS: dict[Genre, str] = {
    "opinion": "opinion opinions op-ed oped editorial editorials commentary comment columns column"
    " columnist columnists perspective viewpoint letters commentisfree guest-essay"
    " meinung meinungen kommentar kommentare leitartikel glosse gastbeitrag"
    " opinión opinion editoriales columna columnas tribuna opinions éditorial édito tribune"
    " chronique opinione opinioni editoriale commenti opinie commentaar opinião editoriais coluna"
    " ledare åsikt debatt kronikk meninger opinia opinie komentarz felieton мнение колонка",
    "correction": "correction corrections clarification clarifications erratum errata"
    " berichtigung berichtigungen korrektur korrekturen richtigstellung"
    " corrección correcciones fe-de-errores rectificación rectificatif correctif"
    " rettifica errata-corrige rectificatie correção rättelse rettelse sprostowanie исправление",
}
_GENRES = {word: genre for genre, words in _WORDS.items() for word in words.split()}
_LABEL = re.compile(r"^([^:|–—]{3,30})\s?[:|–—]|[|–—]\s?([^:|–—]{3,30})$")


def genre_of(article: Article) -> Genre | None:
    """`opinion` or `correction` if the article itself says so; else None."""
    path = (article.url or "").casefold().partition("://")[2].split("/")[1:-1]
    labels = [label for found in _LABEL.findall(article.title or "") for label in found]
    for label in (*(article.section or "").split("/"), *labels, *path):
        plain = "-".join(label.casefold().split())
        if plain in _GENRES:
            return _GENRES[plain]
    return None
