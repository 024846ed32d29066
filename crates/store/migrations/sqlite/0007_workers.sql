-- What HR said of each worker, in order of arrival. `value` is JSON.
CREATE TABLE worker_statement (
    source TEXT NOT NULL,
    worker TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    value  TEXT NOT NULL,
    PRIMARY KEY (source, worker, number)
) WITHOUT ROWID;

-- Workers whom a full export did not list any more, and when it was written.
CREATE TABLE worker_gone (
    source TEXT NOT NULL,
    worker TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (source, worker)
) WITHOUT ROWID;

-- HR's files that were taken in. `value` is JSON.
CREATE TABLE worker_file (
    source TEXT NOT NULL,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
