-- How far the log was folded, and by which fold: another one begins anew.
CREATE TABLE cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    incarnation BLOB NOT NULL,
    position INTEGER NOT NULL,
    leaf BLOB NOT NULL
) STRICT;

CREATE TABLE fold (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;
