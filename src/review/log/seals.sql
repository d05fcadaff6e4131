-- Version 2 adds a seal a record: the SHA-256 over what the record says and the seal before it.
CREATE TABLE seals (
    number INTEGER PRIMARY KEY REFERENCES decisions (number),
    hash   BLOB NOT NULL                  -- 32 bytes
) STRICT;

CREATE TRIGGER seals_are_not_changed BEFORE UPDATE ON seals
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;
CREATE TRIGGER seals_are_not_deleted BEFORE DELETE ON seals
BEGIN SELECT RAISE(ABORT, 'las decisiones no se borran'); END;
CREATE TRIGGER seals_are_not_replaced BEFORE INSERT ON seals
WHEN EXISTS (SELECT 1 FROM seals WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'las decisiones no se cambian'); END;
