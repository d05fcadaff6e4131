-- The decision log, version 1. Rows are added and never changed.
CREATE TABLE decisions (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,              -- 2026-09-11T10:00:00Z
    reviewer  TEXT NOT NULL,
    run       TEXT NOT NULL,              -- the hash in the manifest of the run looked at
    candidate TEXT,                       -- PD-017
    action    TEXT NOT NULL,              -- accept, rename, move, take_out, merge, split, align, ...
    detail    TEXT NOT NULL,              -- the whole action as JSON
    reason    TEXT,
    note      TEXT,
    file      TEXT,                       -- the file it was read from
    batch     INTEGER NOT NULL            -- the first decision of the same transaction
) STRICT;

CREATE TABLE subjects (
    decision     INTEGER NOT NULL REFERENCES decisions (number),
    statement_id TEXT NOT NULL,
    hash         TEXT NOT NULL,           -- what the text was, see ContentHash
    position     INTEGER NOT NULL,        -- from 0
    PRIMARY KEY (decision, position)
) STRICT;

CREATE INDEX subjects_by_statement ON subjects (statement_id);

CREATE TRIGGER decisions_are_not_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;
CREATE TRIGGER decisions_are_not_deleted BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'las decisiones no se borran'); END;
CREATE TRIGGER decisions_are_not_replaced BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;

CREATE TRIGGER subjects_are_not_changed BEFORE UPDATE ON subjects
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;
CREATE TRIGGER subjects_are_not_deleted BEFORE DELETE ON subjects
BEGIN SELECT RAISE(ABORT, 'las decisiones no se borran'); END;
CREATE TRIGGER subjects_are_not_replaced BEFORE INSERT ON subjects
WHEN EXISTS (
    SELECT 1 FROM subjects WHERE decision = NEW.decision AND position = NEW.position
)
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;
