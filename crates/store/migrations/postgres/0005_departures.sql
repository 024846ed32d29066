-- Departures that have begun, by person: what was held before, and since when the account is closed.
CREATE TABLE departure (
    person TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
);

-- What somebody in charge said about one person, whatever the sources say.
CREATE TABLE demand (
    person TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL
);
