-- Everything that is due and from whom: one petition may be late at one body and early at another.
CREATE TABLE petition_due (
    petition BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    whose BLOB NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (petition, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX petition_due_by_body ON petition_due (whose, day, petition);
