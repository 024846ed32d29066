-- What HR systems sent, in order of arrival, each delivery once. `body` is what was sent, to the byte; it goes when it
-- is no longer needed, and `reason` with it.
CREATE TABLE inbox (
    number      INTEGER NOT NULL PRIMARY KEY,
    source      TEXT NOT NULL,
    id          TEXT NOT NULL,
    received_at TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'applied', 'parked', 'refused')),
    reason      TEXT,
    settled_at  TEXT,
    settled_us  INTEGER,
    bytes       INTEGER NOT NULL,
    body        BLOB,
    UNIQUE (source, id)
);
CREATE INDEX inbox_waiting ON inbox (number) WHERE state = 'waiting';
CREATE INDEX inbox_bodies ON inbox (settled_us) WHERE body IS NOT NULL AND settled_us IS NOT NULL;

-- Users that were pushed over SCIM, since their senders ask for them and send parts. `user_name` is in small letters; of
-- one that was deleted only the ids stay, so that somebody who comes back is who they were.
CREATE TABLE pushed_user (
    source      TEXT NOT NULL,
    id          TEXT NOT NULL,
    user_name   TEXT,
    external_id TEXT,
    value       TEXT,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    PRIMARY KEY (source, id),
    UNIQUE (source, user_name)
) WITHOUT ROWID;
CREATE INDEX pushed_user_by_external_id ON pushed_user (source, external_id);
