-- One row a consolidated list, in its last revision, and the petitions in the order of its rows.
CREATE TABLE list (
    stream BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    council BLOB NOT NULL,
    round TEXT NOT NULL,
    area TEXT,
    revision INTEGER NOT NULL,
    first_position INTEGER NOT NULL UNIQUE,
    position INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE list_petition (
    list BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    petition BLOB NOT NULL,
    PRIMARY KEY (list, ordinal)
) STRICT, WITHOUT ROWID;
