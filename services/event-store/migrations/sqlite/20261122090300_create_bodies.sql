-- Envelopes apart from their entries, so that one can be erased while every proof still holds.
CREATE TABLE bodies (
    position INTEGER PRIMARY KEY REFERENCES events (position),
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    body BLOB NOT NULL CHECK (length(body) > 0)
) STRICT;

CREATE TRIGGER bodies_are_appended BEFORE INSERT ON bodies
WHEN EXISTS (SELECT 1 FROM bodies WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM erasures WHERE position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'bodies are only appended');
END;

CREATE TRIGGER bodies_never_change BEFORE UPDATE ON bodies
BEGIN
    SELECT RAISE(ABORT, 'bodies never change');
END;

CREATE TRIGGER bodies_go_only_by_erasure BEFORE DELETE ON bodies
WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE position = OLD.position)
BEGIN
    SELECT RAISE(ABORT, 'a body goes only by a recorded erasure');
END;
