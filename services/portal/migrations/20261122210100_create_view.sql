-- Lists of the book that somebody named: an address of this portal, which holds no personal data.
CREATE TABLE view (
    login TEXT NOT NULL REFERENCES account (login),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (login, name)
) STRICT, WITHOUT ROWID;
