"""The tables of a store."""

import sqlite3
from collections.abc import Iterator

SCHEMA_VERSION = "2"

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, checked_ns INTEGER NOT NULL, encoding TEXT NOT NULL,
    title TEXT NOT NULL, media TEXT NOT NULL DEFAULT 'text', text BLOB NOT NULL,
    marks TEXT NOT NULL DEFAULT '[]');
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, units TEXT NOT NULL, heading TEXT NOT NULL, context TEXT NOT NULL,
    reading TEXT NOT NULL, embedding TEXT NOT NULL);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE INDEX passages_of_embedding ON passages (embedding);
CREATE TABLE embeddings (key TEXT PRIMARY KEY, vector BLOB NOT NULL, tokens BLOB NOT NULL);
CREATE TABLE skipped (
    path TEXT PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE roots (
    path TEXT PRIMARY KEY, include TEXT NOT NULL DEFAULT '[]', exclude TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_terms USING fts5 (
    preamble, body, tokenize = 'porter unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''');
CREATE TRIGGER passage_gone AFTER DELETE ON passages BEGIN
    DELETE FROM passage_terms WHERE rowid = old.id;
END;
"""

COLUMNS_OF_2 = (
    ("documents", "media TEXT NOT NULL DEFAULT 'text'"),
    ("documents", "marks TEXT NOT NULL DEFAULT '[]'"),
    ("roots", "include TEXT NOT NULL DEFAULT '[]'"),
    ("roots", "exclude TEXT NOT NULL DEFAULT '[]'"),
)
"""What version 2 has and version 1 lacks: tables and columns."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
