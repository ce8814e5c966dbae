"""The Slack bot: questions in messages, mentions and threads, answered with their citations.

Nothing here knows how an answer is found: events and `Answer` are rendered, and that is all.
"""
