-- Every event once: the history of each stream, and what every other table can be folded from.
-- A redacted event has its place, time and stream tag, and nothing else.
CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    stream_tag BLOB NOT NULL,
    version INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    stream BLOB,
    event_id BLOB,
    event_type TEXT,
    occurred_on TEXT,
    pinned INTEGER NOT NULL,
    envelope TEXT
) STRICT;

CREATE UNIQUE INDEX entry_in_stream ON entry (stream_tag, version);
CREATE INDEX entry_of_stream ON entry (stream);
CREATE INDEX entry_pinned ON entry (position) WHERE pinned = 1;
