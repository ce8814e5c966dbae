"""PostgreSQL instead of SQLite; imported only if it is used (the extra `postgres`)."""
