"""PostgreSQL in the place of SQLite; imported only where it is used (the extra `postgres`)."""
