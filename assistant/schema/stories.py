"""What came in, by story."""

from dataclasses import dataclass
from datetime import datetime

from index.models import Article


@dataclass(frozen=True, slots=True)
class Story:
    """Articles of one story: the `first` of its reprints, the `others`, and the latest arrival."""

    first: Article
    others: tuple[Article, ...]
    received: datetime
