-- Codes beside the password (RFC 6238). The secret must be readable to compare; of all else only hashes.
CREATE TABLE factor (
    login TEXT PRIMARY KEY REFERENCES account (login),
    secret BLOB NOT NULL CHECK (length(secret) = 20),
    -- None until one code of it was right: before that it is not asked for.
    since INTEGER,
    -- The last time step of which a code was taken: no code is taken twice.
    step INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    login TEXT NOT NULL REFERENCES account (login)
) STRICT, WITHOUT ROWID;

-- Whose password was right, and whose code is still awaited.
CREATE TABLE half (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    login TEXT NOT NULL REFERENCES account (login),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
