-- How far the log has come, and which log it is: one row, changed by every append.
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- What the leaves are bound to; given once at the first start.
    origin TEXT NOT NULL,
    -- This life of the log; changes when it is restored from a backup.
    incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
    -- The last position, 0 for none.
    position INTEGER NOT NULL CHECK (position >= 0),
    -- The seq of the last decision, 0 for none, and its roll.
    decision INTEGER NOT NULL CHECK (decision >= 0),
    roll BLOB NOT NULL CHECK (length(roll) = 32),
    -- Counts the writers that opened the log: one that finds another number is deposed.
    writer_term INTEGER NOT NULL,
    -- The right edge of the Merkle tree; not kept yet.
    frontier BLOB
) STRICT;

CREATE TRIGGER head_is_made_once BEFORE INSERT ON head
WHEN EXISTS (SELECT 1 FROM head)
BEGIN
    SELECT RAISE(ABORT, 'there is one head');
END;

CREATE TRIGGER head_never_steps_back BEFORE UPDATE ON head
WHEN NEW.origin <> OLD.origin
    OR NEW.position < OLD.position
    OR NEW.decision < OLD.decision
    OR NEW.writer_term < OLD.writer_term
BEGIN
    SELECT RAISE(ABORT, 'the head keeps its origin and never steps back');
END;

CREATE TRIGGER head_never_goes BEFORE DELETE ON head
BEGIN
    SELECT RAISE(ABORT, 'the head never goes');
END;
