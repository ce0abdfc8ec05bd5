-- Instants are UTC epoch seconds, local dates ISO text, lists and fields JSON text.

CREATE TABLE secret (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  value TEXT NOT NULL
);

CREATE TABLE source (
  name TEXT PRIMARY KEY,
  cursor TEXT NOT NULL,
  columns TEXT NOT NULL,
  first_import BIGINT NOT NULL,
  imported BIGINT NOT NULL,
  customers BIGINT NOT NULL,
  set_aside TEXT NOT NULL
);

CREATE TABLE customer (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  hash TEXT NOT NULL,
  company TEXT,
  address TEXT,
  search TEXT NOT NULL,
  fields TEXT NOT NULL
);
CREATE INDEX customer_company ON customer (company) WHERE company IS NOT NULL;
CREATE INDEX customer_address ON customer (address) WHERE address IS NOT NULL;

-- A cache: with every wake_at at 0 the answers are the same, only slower.
CREATE TABLE wake (
  customer TEXT NOT NULL,
  realm TEXT NOT NULL,
  wake_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (customer, realm)
);
CREATE INDEX wake_due ON wake (realm, wake_at, customer);

CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  customer TEXT NOT NULL,
  kind TEXT NOT NULL,
  moment BIGINT NOT NULL,
  day TEXT,
  data TEXT NOT NULL,
  origin TEXT NOT NULL,
  realm TEXT,
  touchpoint TEXT,
  recorded BIGINT NOT NULL
);
CREATE INDEX event_customer ON event (customer, moment);
CREATE INDEX event_touchpoint ON event (touchpoint) WHERE touchpoint IS NOT NULL;
CREATE INDEX event_reply ON event (moment) WHERE kind = 'reply';

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
  'deferred delivered', 'deferred refused',
  'in_doubt delivered', 'in_doubt refused', 'in_doubt deferred', 'in_doubt ready',
  'delivered refused', 'delivered deferred')
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

CREATE TABLE suppression (
  customer TEXT NOT NULL,
  address TEXT NOT NULL,
  scope TEXT NOT NULL,
  reason TEXT NOT NULL,
  moment BIGINT NOT NULL,
  PRIMARY KEY (customer, address, scope)
);
CREATE INDEX suppression_address ON suppression (address);

CREATE TABLE rule (
  realm TEXT NOT NULL,
  name TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  known_since BIGINT NOT NULL,
  PRIMARY KEY (realm, name)
);

CREATE TABLE cursor (
  realm TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (realm, name)
);

CREATE TABLE told (
  realm TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (realm, message)
);

CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  realm TEXT NOT NULL,
  now BIGINT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  counts TEXT NOT NULL,
  note TEXT NOT NULL
);

-- Who asked to be forgotten, as keyed hashes of their id and address: they are not read again.
CREATE TABLE forgotten (
  mark TEXT PRIMARY KEY,
  moment BIGINT NOT NULL
);
