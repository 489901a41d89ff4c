-- Files attached to streams that nobody wrote yet: they are bounded, and go if no command comes.
CREATE TABLE waiting (
    kid     TEXT    NOT NULL,           -- p: and the stream that a command is going to open
    officer TEXT    NOT NULL,           -- whose command
    files   INTEGER NOT NULL DEFAULT 0,
    bytes   INTEGER NOT NULL DEFAULT 0, -- of the files in the clear
    since   INTEGER NOT NULL,           -- when it was last asked for, µs since 1970, UTC
    texts   INTEGER NOT NULL,           -- 1: texts may be sealed under the key too, so it stays
    PRIMARY KEY (kid, officer)
) STRICT, WITHOUT ROWID;

CREATE INDEX waiting_of_officer ON waiting (officer);
CREATE INDEX waiting_since ON waiting (since);
