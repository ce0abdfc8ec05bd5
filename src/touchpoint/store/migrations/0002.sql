-- Review: a state of its own, who approved, and the message as it was frozen.

ALTER TABLE touchpoint RENAME TO touchpoint_before;

CREATE TABLE touchpoint (
  id TEXT PRIMARY KEY,
  realm TEXT NOT NULL,
  customer TEXT NOT NULL,
  rule TEXT NOT NULL,
  occurrence TEXT NOT NULL,
  step TEXT NOT NULL,
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'planned', 'review', 'ready', 'sending', 'delivered', 'refused', 'deferred', 'in_doubt',
    'skipped')),
  moment BIGINT NOT NULL,
  decided BIGINT NOT NULL,
  reason TEXT NOT NULL,
  cause TEXT NOT NULL,
  why TEXT NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  sender TEXT NOT NULL,
  address TEXT NOT NULL,
  event TEXT,
  started BIGINT NOT NULL,
  began TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  reference TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  carrier TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  approved TEXT NOT NULL DEFAULT '',
  lease_until BIGINT NOT NULL DEFAULT 0,
  run BIGINT NOT NULL DEFAULT 0,
  UNIQUE (realm, customer, rule, occurrence, step)
);
INSERT INTO touchpoint (
  id, realm, customer, rule, occurrence, step, channel, template, state, moment, decided,
  reason, cause, why, not_before, not_after, sender, address, event, started, began,
  attempts, reference, detail, subject, carrier, digest, lease_until, run)
SELECT
  id, realm, customer, rule, occurrence, step, channel, template, state, moment, decided,
  reason, cause, why, not_before, not_after, sender, address, event, started, began,
  attempts, reference, detail, subject, carrier, digest, lease_until, run
FROM touchpoint_before;

DROP TABLE touchpoint_before;

CREATE INDEX touchpoint_state ON touchpoint (realm, state, not_before, id);
CREATE INDEX touchpoint_decided ON touchpoint (realm, decided);
CREATE INDEX touchpoint_todo ON touchpoint (realm, decided) WHERE channel = 'todo';

-- The life of a touchpoint: whatever the program does, no other step is possible.
CREATE TRIGGER touchpoint_life BEFORE UPDATE OF state ON touchpoint
WHEN old.state <> new.state AND old.state || ' ' || new.state NOT IN (
  'planned review', 'planned ready', 'planned skipped',
  'review planned', 'review ready', 'review skipped',
  'ready planned', 'ready review', 'ready sending', 'ready skipped',
  'sending delivered', 'sending refused', 'sending deferred', 'sending in_doubt', 'sending ready',
  'deferred ready', 'deferred planned', 'deferred review', 'deferred skipped',
  'in_doubt delivered', 'in_doubt refused', 'in_doubt deferred', 'in_doubt ready',
  'delivered refused')
BEGIN
  SELECT RAISE(ABORT, 'a touchpoint cannot go from its state to that one');
END;

-- What waits for review or was approved there, frozen until it is over.
CREATE TABLE draft (
  touchpoint TEXT PRIMARY KEY,
  message TEXT NOT NULL,
  digest TEXT NOT NULL,
  base TEXT NOT NULL,
  bound TEXT NOT NULL,
  source TEXT NOT NULL,
  edited_by TEXT NOT NULL
);

CREATE TRIGGER draft_over AFTER UPDATE OF state ON touchpoint
WHEN new.state IN ('delivered', 'refused', 'skipped')
BEGIN
  DELETE FROM draft WHERE touchpoint = new.id;
END;
