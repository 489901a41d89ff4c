-- One row a contact meeting, and the councils, delegate groups and guests that it brought together.
CREATE TABLE meeting (
    stream BLOB PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    held_on TEXT NOT NULL,
    round TEXT,
    area TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_body (
    meeting BLOB NOT NULL,
    part TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (meeting, part, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_body_by_body ON meeting_body (body, meeting);
