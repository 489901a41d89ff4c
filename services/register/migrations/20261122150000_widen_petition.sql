-- A petition has flags, a follower and a place on a list; the rows are made anew by the next fold.
DROP TABLE petition;
DROP TABLE petition_addressee;

CREATE TABLE petition (
    stream BLOB PRIMARY KEY,
    stream_tag BLOB NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    council BLOB NOT NULL,
    term TEXT NOT NULL,
    raised_with BLOB NOT NULL,
    area TEXT,
    field TEXT,
    competence TEXT,
    stage TEXT NOT NULL,
    needs_person INTEGER NOT NULL,
    carried_over INTEGER NOT NULL,
    reopened INTEGER NOT NULL,
    objected INTEGER NOT NULL,
    due TEXT,
    due_what TEXT,
    due_whose BLOB,
    follower BLOB,
    meeting BLOB,
    list BLOB,
    list_row INTEGER,
    round TEXT,
    session TEXT,
    merged_into BLOB,
    part_of BLOB,
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
CREATE INDEX petition_by_field ON petition (field, received_position);
CREATE INDEX petition_by_area ON petition (area, received_position);
CREATE INDEX petition_by_round ON petition (round, received_position);
CREATE INDEX petition_by_list ON petition (list, list_row);
CREATE INDEX petition_by_meeting ON petition (meeting) WHERE meeting IS NOT NULL;
CREATE INDEX petition_merged ON petition (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX petition_parts ON petition (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX petition_due ON petition (due) WHERE due IS NOT NULL;
CREATE INDEX petition_needs_person ON petition (received_position) WHERE needs_person = 1;
