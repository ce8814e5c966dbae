"""The articles of seeds/ in the dataset's format, as the readers see them.

`python -m tests.evaluation.snapshot` writes them again after a change to seeds/ or to a reader.
"""

import json
from pathlib import Path

from assistant.render.text import render_article
from index.models import Article
from index.readers import read

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DATASETS = {
    "seeds": ROOT / "seeds",
    "user-article": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-plain": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-unseen": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-stranger": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-stranger2": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-stranger3": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-stranger4": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
    "user-article-heldout": ROOT / "seeds/000_0b410a4c2b4a097b.txt",
}


def snapshot(path: Path) -> str:
    """One article a line."""
    articles = [reading for reading in read([path]) if isinstance(reading, Article)]
    return "".join(json.dumps(_fields(article), ensure_ascii=False) + "\n" for article in articles)


def _fields(article: Article) -> dict[str, object]:
    fields = render_article(article) | {"text": article.text}
    fields["updated_at"] = article.updated_at.isoformat() if article.updated_at else None
    return {
        name: fields[name] for name in fields if fields[name] and name not in ("path", "version")
    }


if __name__ == "__main__":
    for name, path in DATASETS.items():
        (HERE / name / "articles.jsonl").write_text(snapshot(path), "utf-8")
