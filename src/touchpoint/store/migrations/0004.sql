-- What a server put off may have arrived, or be refused for good, as is heard later.

DROP TRIGGER touchpoint_life;

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
