-- What the service says of itself, as JSON: one row, since one service leads.
CREATE TABLE service (
    number BIGINT NOT NULL PRIMARY KEY CHECK (number = 1),
    status TEXT NOT NULL
);
