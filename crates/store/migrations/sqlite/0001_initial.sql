-- Pairings of people and accounts; a person has at most one, and so has an account. `value` is the whole link.
CREATE TABLE link (
    person  TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL UNIQUE,
    value   TEXT NOT NULL
) WITHOUT ROWID;

-- Grants that are ours. `slot`, `value` and `rules` are JSON; `slot` is canonical, so that it can be a key.
CREATE TABLE ledger (
    account TEXT NOT NULL,
    slot    TEXT NOT NULL,
    value   TEXT NOT NULL,
    person  TEXT NOT NULL,
    rules   TEXT NOT NULL,
    run     TEXT NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (account, slot)
) WITHOUT ROWID;

-- Runs in the order in which they began. `is_open` is 1 or null and unique: at most one run is open.
CREATE TABLE run (
    number     INTEGER NOT NULL PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    plan       TEXT NOT NULL,
    started_at TEXT NOT NULL,
    closed_at  TEXT,
    summary    TEXT,
    is_open    INTEGER UNIQUE CHECK (is_open = 1),
    value      TEXT NOT NULL,
    CHECK ((is_open IS NULL) = (closed_at IS NOT NULL))
);

-- The intent log of each run.
CREATE TABLE journal (
    run   TEXT NOT NULL REFERENCES run (id),
    seq   INTEGER NOT NULL CHECK (seq >= 0),
    value TEXT NOT NULL,
    PRIMARY KEY (run, seq)
) WITHOUT ROWID;

-- The history. `event` is the text that was hashed; `removed_kind` is the kind of an applied removal.
CREATE TABLE audit (
    seq          INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 0),
    run          TEXT NOT NULL REFERENCES run (id),
    person       TEXT NOT NULL,
    account      TEXT,
    at_us        INTEGER NOT NULL,
    removed_kind TEXT,
    previous     TEXT NOT NULL,
    hash         TEXT NOT NULL,
    event        TEXT NOT NULL
);
CREATE INDEX audit_by_run ON audit (run, seq);
CREATE INDEX audit_by_person ON audit (person, seq);
CREATE INDEX audit_removals ON audit (at_us, removed_kind) WHERE removed_kind IS NOT NULL;

-- The last complete read of each source.
CREATE TABLE baseline (
    source TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
) WITHOUT ROWID;

-- Who accepted which finding.
CREATE TABLE approval (
    finding  TEXT NOT NULL,
    approver TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (finding, approver)
) WITHOUT ROWID;
