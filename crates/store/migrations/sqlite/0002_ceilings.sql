-- Calls per minute that single services of the tenant take, as runs found them out.
CREATE TABLE ceiling (
    service    TEXT NOT NULL PRIMARY KEY,
    per_minute INTEGER NOT NULL CHECK (per_minute > 0),
    learned_at TEXT NOT NULL
) WITHOUT ROWID;
