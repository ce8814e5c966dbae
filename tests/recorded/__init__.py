"""Replies of a strong model to questions about seeds/, and a chat model that replays them."""
