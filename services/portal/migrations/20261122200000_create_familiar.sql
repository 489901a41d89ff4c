-- Addresses from which a login was signed in: who guesses elsewhere cannot delay its owner there.
CREATE TABLE familiar (
    about BLOB PRIMARY KEY CHECK (length(about) = 32),
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
