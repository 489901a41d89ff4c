-- Who may sign in on pages: only hashes, so that reading this file lets nobody in.
CREATE TABLE account (
    login TEXT PRIMARY KEY,
    officer BLOB NOT NULL,
    -- None until the officer has chosen a password.
    password TEXT,
    -- Notices up to here were seen.
    seen INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE set_up (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    login TEXT NOT NULL REFERENCES account (login),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    login TEXT NOT NULL REFERENCES account (login),
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_login ON session (login);

-- Wrong passwords, by login and by address; what is guessed at is kept as a hash only.
CREATE TABLE guess (
    about BLOB PRIMARY KEY CHECK (length(about) = 32),
    failed INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
