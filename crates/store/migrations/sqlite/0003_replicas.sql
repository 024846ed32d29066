-- Where reading each directory stands. `state` is JSON.
CREATE TABLE replica (
    source TEXT NOT NULL PRIMARY KEY,
    state  TEXT NOT NULL
) WITHOUT ROWID;

-- The objects of each directory. `value` is JSON.
CREATE TABLE replica_object (
    source TEXT NOT NULL,
    id     TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (source, id)
) WITHOUT ROWID;

-- Which of them point at what. `hint` is what else is known of an object that is only pointed at.
CREATE TABLE replica_edge (
    source  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    from_id TEXT NOT NULL,
    to_id   TEXT NOT NULL,
    hint    TEXT,
    PRIMARY KEY (source, kind, from_id, to_id)
) WITHOUT ROWID;

-- What happened in the directories. `digest` is that of `sentence`, so that the same is remembered once.
CREATE TABLE directory_event (
    person   TEXT NOT NULL,
    at_us    INTEGER NOT NULL,
    digest   TEXT NOT NULL,
    at       TEXT NOT NULL,
    source   TEXT NOT NULL,
    server   TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (person, at_us, digest)
) WITHOUT ROWID;
CREATE INDEX directory_event_by_time ON directory_event (at_us);
