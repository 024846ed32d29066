-- What lists assign to single people. `slot` and `value` are JSON; `at_us` are microseconds since 1970.
CREATE TABLE assignment (
    list   TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    slot   TEXT COLLATE "C" NOT NULL,
    value  TEXT NOT NULL,
    line   BIGINT NOT NULL,
    at_us  BIGINT NOT NULL,
    PRIMARY KEY (list, person, slot)
);
CREATE INDEX assignment_by_person ON assignment (person, slot);

-- How often that changed: whoever knows the number of before sees whether to look again.
CREATE TABLE assignment_stamp (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number = 1),
    stamp  BIGINT NOT NULL
);
INSERT INTO assignment_stamp (number, stamp) VALUES (1, 0);
