-- What HR said of each worker, in order of arrival. `value` is JSON.
CREATE TABLE worker_statement (
    source TEXT COLLATE "C" NOT NULL,
    worker TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    value  TEXT NOT NULL,
    PRIMARY KEY (source, worker, number)
);

-- Workers whom a full export did not list any more, and when it was written.
CREATE TABLE worker_gone (
    source TEXT COLLATE "C" NOT NULL,
    worker TEXT COLLATE "C" NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (source, worker)
);

-- HR's files that were taken in. `value` is JSON.
CREATE TABLE worker_file (
    source TEXT COLLATE "C" NOT NULL,
    name   TEXT COLLATE "C" NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (source, name)
);
