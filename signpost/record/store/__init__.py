"""Where the record is kept: sealed documents in SQLite or PostgreSQL. Only `signpost.record.records` hands anything out of it.

These modules load SQLAlchemy, Alembic and cryptography; whoever does not need the record does not import them.
"""
