-- The entry of every event, for ever: proofs are made over it, so no row changes and none goes.
CREATE TABLE events (
    -- 1, 2, 3 … in commit order, gapless.
    position INTEGER PRIMARY KEY CHECK (position > 0),
    -- Microseconds since 1970-01-01T00:00:00Z by the sequencer's clock; never decreases.
    recorded_at INTEGER NOT NULL,
    stream BLOB NOT NULL CHECK (length(stream) = 16),
    -- 1, 2, 3 … within the stream, gapless.
    version INTEGER NOT NULL CHECK (version > 0),
    stream_tag BLOB NOT NULL CHECK (length(stream_tag) = 32),
    prev_position INTEGER NOT NULL CHECK (prev_position >= 0 AND prev_position < position),
    prev_leaf BLOB NOT NULL CHECK (length(prev_leaf) = 32),
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    -- Copies of fields of the envelope; `store verify` compares them.
    event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
    event_type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    occurred_on TEXT NOT NULL,
    command_id BLOB NOT NULL CHECK (length(command_id) = 16),
    -- The decision that made it, by its seq.
    decision INTEGER NOT NULL CHECK (decision > 0),
    UNIQUE (stream, version)
) STRICT;

-- INSERT OR REPLACE would delete a row without asking the delete trigger, so it is refused here.
CREATE TRIGGER events_are_appended BEFORE INSERT ON events
WHEN NEW.position <> coalesce((SELECT max(position) FROM events), 0) + 1
    OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
    OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'events are only appended');
END;

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events never change');
END;

CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events never go');
END;
