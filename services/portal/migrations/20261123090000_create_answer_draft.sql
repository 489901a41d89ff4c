-- Answers that a body is writing and has not issued: what is written is sealed under the body's key.
CREATE TABLE answer_draft (
    id BLOB PRIMARY KEY,
    body BLOB NOT NULL,
    made_by BLOB NOT NULL,
    saved_by BLOB NOT NULL,
    saved_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    petitions TEXT NOT NULL,
    sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX answer_draft_of ON answer_draft (body, saved_at);
