-- Who hears of which event, as the directory stood when it was recorded; stage as of the event.
CREATE TABLE notice (
    body BLOB NOT NULL,
    position INTEGER NOT NULL,
    petition BLOB NOT NULL,
    number TEXT NOT NULL,
    stage TEXT NOT NULL,
    event_type TEXT NOT NULL,
    event_id BLOB NOT NULL,
    occurred_on TEXT NOT NULL,
    PRIMARY KEY (body, position)
) STRICT, WITHOUT ROWID;
