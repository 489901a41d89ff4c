-- Which body has which hand in which petition: raised_with, addressee, assigned, follower, consenting.
CREATE TABLE petition_hand (
    petition BLOB NOT NULL,
    hand TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (petition, hand, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX petition_hand_by_body ON petition_hand (body, hand, petition);
