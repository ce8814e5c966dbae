"""What a notebook shows: answers, passages and timelines as HTML, Markdown, tables, references."""
