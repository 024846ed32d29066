-- What HR systems sent, in order of arrival, each delivery once. `body` is what was sent, to the byte; it goes when it
-- is no longer needed, and `reason` with it.
CREATE TABLE inbox (
    number      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    received_at TEXT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'applied', 'parked', 'refused')),
    reason      TEXT,
    settled_at  TEXT,
    settled_us  BIGINT,
    bytes       BIGINT NOT NULL,
    body        BYTEA,
    UNIQUE (source, id)
);
CREATE INDEX inbox_waiting ON inbox (number) WHERE state = 'waiting';
CREATE INDEX inbox_bodies ON inbox (settled_us) WHERE body IS NOT NULL AND settled_us IS NOT NULL;

-- Users that were pushed over SCIM, since their senders ask for them and send parts. `user_name` is in small letters; of
-- one that was deleted only the ids stay, so that somebody who comes back is who they were.
CREATE TABLE pushed_user (
    source      TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    user_name   TEXT COLLATE "C",
    external_id TEXT COLLATE "C",
    value       TEXT,
    version     BIGINT NOT NULL,
    created_at  TEXT NOT NULL,
    changed_at  TEXT NOT NULL,
    PRIMARY KEY (source, id),
    UNIQUE (source, user_name)
);
CREATE INDEX pushed_user_by_external_id ON pushed_user (source, external_id);
