-- What the texts that readers of this portal may read are found by. A cache: it may be deleted.
CREATE TABLE searched (
    id INTEGER PRIMARY KEY,
    stream BLOB NOT NULL UNIQUE,
    -- The seals of the texts, by which it is known whether other texts stand there now.
    seals TEXT NOT NULL
) STRICT;

-- Folded before they come in: without marks, in lower case. Hyphens and strokes belong to numbers.
CREATE VIRTUAL TABLE word USING fts5 (words, tokenize = "unicode61 remove_diacritics 0 tokenchars '-/'");
-- Deleting takes the words out of the index too, not only out of what is found.
INSERT INTO word (word, rank) VALUES ('secure-delete', 1);
