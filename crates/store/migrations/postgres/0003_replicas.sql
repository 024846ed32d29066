-- Where reading each directory stands. `state` is JSON.
CREATE TABLE replica (
    source TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state  TEXT NOT NULL
);

-- The objects of each directory. `value` is JSON.
CREATE TABLE replica_object (
    source TEXT COLLATE "C" NOT NULL,
    id     TEXT COLLATE "C" NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (source, id)
);

-- Which of them point at what. `hint` is what else is known of an object that is only pointed at.
CREATE TABLE replica_edge (
    source  TEXT COLLATE "C" NOT NULL,
    kind    TEXT COLLATE "C" NOT NULL,
    from_id TEXT COLLATE "C" NOT NULL,
    to_id   TEXT COLLATE "C" NOT NULL,
    hint    TEXT,
    PRIMARY KEY (source, kind, from_id, to_id)
);

-- What happened in the directories. `digest` is that of `sentence`, so that the same is remembered once.
CREATE TABLE directory_event (
    person   TEXT COLLATE "C" NOT NULL,
    at_us    BIGINT NOT NULL,
    digest   TEXT COLLATE "C" NOT NULL,
    at       TEXT NOT NULL,
    source   TEXT COLLATE "C" NOT NULL,
    server   TEXT NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (person, at_us, digest)
);
CREATE INDEX directory_event_by_time ON directory_event (at_us);
