-- Keys of personal data, each wrapped under the key-encrypting key that lies in a file beside this one.
CREATE TABLE vault (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    origin     TEXT    NOT NULL,
    created_at INTEGER NOT NULL -- µs since 1970, UTC
) STRICT;

-- Secrets of the vault itself, of which all others are derived.
CREATE TABLE secrets (
    name      TEXT    PRIMARY KEY,
    kek_epoch INTEGER NOT NULL,
    wrapped   BLOB    NOT NULL CHECK (length(wrapped) = 72)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    kid        TEXT    PRIMARY KEY, -- s:, p: or b: and a UUID
    kek_epoch  INTEGER NOT NULL,
    wrapped    BLOB    NOT NULL CHECK (length(wrapped) = 72),
    site       TEXT    NOT NULL,    -- which site used it first
    created_at INTEGER NOT NULL     -- µs since 1970, UTC
) STRICT, WITHOUT ROWID;

-- What stays of a destroyed key: that it was, and why it is no more.
CREATE TABLE destroyed (
    kid          TEXT    PRIMARY KEY,
    site         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    destroyed_at INTEGER NOT NULL,
    legal_basis  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER destroyed_is_never_changed BEFORE UPDATE ON destroyed
BEGIN
    SELECT RAISE(ABORT, 'a destroyed key stays destroyed');
END;

CREATE TRIGGER destroyed_is_never_forgotten BEFORE DELETE ON destroyed
BEGIN
    SELECT RAISE(ABORT, 'a destroyed key stays destroyed');
END;

CREATE TRIGGER destroyed_is_never_made_again BEFORE INSERT ON keys
WHEN EXISTS (SELECT 1 FROM destroyed WHERE kid = NEW.kid)
BEGIN
    SELECT RAISE(ABORT, 'a destroyed key is never made again');
END;
