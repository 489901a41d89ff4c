-- One row a petition, as it stands: what lists, filters and search need without folding.
CREATE TABLE petition (
    stream BLOB PRIMARY KEY,
    stream_tag BLOB NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    council BLOB NOT NULL,
    term TEXT NOT NULL,
    raised_with BLOB NOT NULL,
    area TEXT,
    field TEXT,
    stage TEXT NOT NULL,
    needs_person INTEGER NOT NULL,
    due TEXT,
    raised_on TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    received_position INTEGER NOT NULL UNIQUE,
    last_position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    tracking_mac BLOB NOT NULL UNIQUE,
    public_wording TEXT,
    original TEXT NOT NULL,
    search TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX petition_by_stage ON petition (stage, received_position);
CREATE INDEX petition_by_raised_with ON petition (raised_with, received_position);
CREATE INDEX petition_by_field ON petition (field, received_position);
CREATE INDEX petition_by_area ON petition (area, received_position);
CREATE INDEX petition_due ON petition (due) WHERE due IS NOT NULL;
CREATE INDEX petition_needs_person ON petition (received_position) WHERE needs_person = 1;

CREATE TABLE petition_addressee (
    petition BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    body BLOB NOT NULL,
    letter BLOB NOT NULL,
    answer_due TEXT NOT NULL,
    PRIMARY KEY (petition, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX petition_addressee_by_body ON petition_addressee (body, petition);
