-- Pairings of people and accounts; a person has at most one, and so has an account. `value` is the whole link.
CREATE TABLE link (
    person  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL UNIQUE,
    value   TEXT NOT NULL
);

-- Grants that are ours. `slot`, `value` and `rules` are JSON; `slot` is canonical, so that it can be a key.
CREATE TABLE ledger (
    account TEXT COLLATE "C" NOT NULL,
    slot    TEXT COLLATE "C" NOT NULL,
    value   TEXT NOT NULL,
    person  TEXT COLLATE "C" NOT NULL,
    rules   TEXT NOT NULL,
    run     TEXT COLLATE "C" NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (account, slot)
);

-- Runs in the order in which they began. `is_open` is 1 or null and unique: at most one run is open.
CREATE TABLE run (
    number     BIGINT NOT NULL PRIMARY KEY,
    id         TEXT COLLATE "C" NOT NULL UNIQUE,
    plan       TEXT COLLATE "C" NOT NULL,
    started_at TEXT NOT NULL,
    closed_at  TEXT,
    summary    TEXT,
    is_open    BIGINT UNIQUE CHECK (is_open = 1),
    value      TEXT NOT NULL,
    CHECK ((is_open IS NULL) = (closed_at IS NOT NULL))
);

-- The intent log of each run.
CREATE TABLE journal (
    run   TEXT COLLATE "C" NOT NULL REFERENCES run (id),
    seq   BIGINT NOT NULL CHECK (seq >= 0),
    value TEXT NOT NULL,
    PRIMARY KEY (run, seq)
);

-- The history. `event` is the text that was hashed; `removed_kind` is the kind of an applied removal.
CREATE TABLE audit (
    seq          BIGINT NOT NULL PRIMARY KEY CHECK (seq >= 0),
    run          TEXT COLLATE "C" NOT NULL REFERENCES run (id),
    person       TEXT COLLATE "C" NOT NULL,
    account      TEXT COLLATE "C",
    at_us        BIGINT NOT NULL,
    removed_kind TEXT COLLATE "C",
    previous     TEXT COLLATE "C" NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL,
    event        TEXT NOT NULL
);
CREATE INDEX audit_by_run ON audit (run, seq);
CREATE INDEX audit_by_person ON audit (person, seq);
CREATE INDEX audit_removals ON audit (at_us, removed_kind) WHERE removed_kind IS NOT NULL;

-- The last complete read of each source.
CREATE TABLE baseline (
    source TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
);

-- Who accepted which finding.
CREATE TABLE approval (
    finding  TEXT COLLATE "C" NOT NULL,
    approver TEXT COLLATE "C" NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (finding, approver)
);
