-- What lists assign to single people. `slot` and `value` are JSON; `at_us` are microseconds since 1970.
CREATE TABLE assignment (
    list   TEXT NOT NULL,
    person TEXT NOT NULL,
    slot   TEXT NOT NULL,
    value  TEXT NOT NULL,
    line   INTEGER NOT NULL,
    at_us  INTEGER NOT NULL,
    PRIMARY KEY (list, person, slot)
) WITHOUT ROWID;
CREATE INDEX assignment_by_person ON assignment (person, slot);

-- How often that changed: whoever knows the number of before sees whether to look again.
CREATE TABLE assignment_stamp (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
    stamp  INTEGER NOT NULL
);
INSERT INTO assignment_stamp (number, stamp) VALUES (1, 0);
