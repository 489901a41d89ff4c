-- Which bodies and commands were erased, on what legal basis: the only licence to delete anything.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    -- The event whose body was erased, or else the decision whose command was.
    position INTEGER UNIQUE REFERENCES events (position),
    decision INTEGER UNIQUE REFERENCES decisions (seq),
    basis TEXT NOT NULL CHECK (length(basis) > 0),
    -- The event that recorded it.
    event_id BLOB NOT NULL CHECK (length(event_id) = 16),
    CHECK ((position IS NULL) <> (decision IS NULL))
) STRICT;

CREATE TRIGGER erasures_are_appended BEFORE INSERT ON erasures
WHEN EXISTS (SELECT 1 FROM erasures WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM erasures WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM erasures WHERE decision = NEW.decision)
BEGIN
    SELECT RAISE(ABORT, 'erasures are only appended');
END;

CREATE TRIGGER erasures_never_change BEFORE UPDATE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'erasures never change');
END;

CREATE TRIGGER erasures_never_go BEFORE DELETE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'erasures never go');
END;
