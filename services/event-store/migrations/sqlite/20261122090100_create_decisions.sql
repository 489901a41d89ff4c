-- What every command was decided on and what came of it, so that it can be decided again for ever.
CREATE TABLE decisions (
    -- 1, 2, 3 … gapless.
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    command_id BLOB NOT NULL UNIQUE CHECK (length(command_id) = 16),
    context TEXT NOT NULL,
    command_type TEXT NOT NULL,
    command_version INTEGER NOT NULL,
    decider INTEGER NOT NULL,
    -- The only clock that the decider saw, in microseconds.
    now INTEGER NOT NULL,
    site TEXT NOT NULL,
    request_mac BLOB NOT NULL CHECK (length(request_mac) = 32),
    -- The command's own bytes, JSON; NULL when erased, together with the facts.
    command TEXT,
    facts TEXT,
    -- [[stream, version], …] as folded, and as pinned; JSON.
    reads TEXT NOT NULL,
    pins TEXT NOT NULL,
    -- Over all that went in; every event of the decision carries it.
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    -- The events with their body digests, or the refusal; JSON.
    outcome TEXT NOT NULL,
    -- SHA-256 of label, the roll before, digest, and SHA-256 of the outcome.
    roll BLOB NOT NULL CHECK (length(roll) = 32),
    CHECK ((command IS NULL) = (facts IS NULL))
) STRICT;

CREATE TRIGGER decisions_are_appended BEFORE INSERT ON decisions
WHEN NEW.seq <> coalesce((SELECT max(seq) FROM decisions), 0) + 1
    OR EXISTS (SELECT 1 FROM decisions WHERE command_id = NEW.command_id)
BEGIN
    SELECT RAISE(ABORT, 'decisions are only appended');
END;

-- Only the bytes of a command may be blanked, and only by a recorded erasure.
CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
WHEN NEW.command IS NOT NULL
    OR NEW.facts IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM erasures WHERE decision = OLD.seq)
    OR (NEW.seq, NEW.command_id, NEW.context, NEW.command_type, NEW.command_version, NEW.decider,
        NEW.now, NEW.site, NEW.request_mac, NEW.reads, NEW.pins, NEW.digest, NEW.outcome, NEW.roll)
    IS NOT
       (OLD.seq, OLD.command_id, OLD.context, OLD.command_type, OLD.command_version, OLD.decider,
        OLD.now, OLD.site, OLD.request_mac, OLD.reads, OLD.pins, OLD.digest, OLD.outcome, OLD.roll)
BEGIN
    SELECT RAISE(ABORT, 'decisions never change');
END;

CREATE TRIGGER decisions_never_go BEFORE DELETE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions never go');
END;
