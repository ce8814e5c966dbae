"""The Slack bot: answers messages, mentions and threads with citations.

It renders events and `Answer` and knows nothing of retrieval or generation.
"""
