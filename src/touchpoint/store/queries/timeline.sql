-- add_event
INSERT INTO event (id, customer, kind, moment, day, data, origin, realm, touchpoint, recorded)
VALUES (:id, :customer, :kind, :moment, :day, :data, :origin, :realm, :touchpoint, :recorded)
ON CONFLICT (id) DO NOTHING;

-- events_since
SELECT * FROM event WHERE number > :number AND (realm IS NULL OR realm = :realm)
ORDER BY number LIMIT :limit;

-- open_replies
SELECT * FROM event
WHERE kind = 'reply' AND (realm IS NULL OR realm = :realm)
  AND NOT EXISTS (
    SELECT 1 FROM event done
    WHERE done.customer = event.customer AND done.kind = 'done'
      AND json_extract(done.data, '$.event') = event.id)
ORDER BY moment, number;

-- last_event
SELECT COALESCE(MAX(number), 0) AS number FROM event;

-- cursor
SELECT value FROM cursor WHERE realm = :realm AND name = :name;

-- cursors
SELECT name, value FROM cursor WHERE realm = :realm AND name >= :low AND name < :high;

-- invited
-- Asked by hand alone, so it may read the whole timeline.
SELECT DISTINCT customer FROM event WHERE kind = :kind AND realm = :realm ORDER BY customer;

-- keep_cursor
INSERT INTO cursor (realm, name, value) VALUES (:realm, :name, :value)
ON CONFLICT (realm, name) DO UPDATE SET value = excluded.value;

-- cursors_of_mailboxes
SELECT value FROM cursor WHERE realm = :realm AND name >= 'mailbox:' AND name < 'mailbox;'
ORDER BY name;

-- drop_cursor
DELETE FROM cursor WHERE realm = :realm AND name = :name;

-- rename_cursor
UPDATE cursor SET name = :name WHERE realm = :realm AND name = :was;

-- pauses
SELECT name, value FROM cursor WHERE realm = :realm AND name BETWEEN 'pause' AND 'pause;';

-- kinds
SELECT DISTINCT kind FROM event WHERE realm IS NULL OR realm = :realm;

-- absences
SELECT * FROM event
WHERE kind IN ('snooze', 'auto-reply') AND (realm IS NULL OR realm = :realm)
ORDER BY moment, number;

-- add_suppression
INSERT INTO suppression (customer, address, scope, reason, moment)
VALUES (:customer, :address, :scope, :reason, :moment)
ON CONFLICT (customer, address, scope) DO NOTHING;

-- lift_suppressions
DELETE FROM suppression
WHERE (:scope = '' OR scope = :scope)
  AND ((:customer <> '' AND customer = :customer) OR (:address <> '' AND address = :address));

-- suppressions
SELECT * FROM suppression ORDER BY moment, customer, address, scope;

-- wake_addresses
UPDATE wake SET wake_at = 0, version = version + 1
WHERE customer IN (SELECT id FROM customer WHERE address = :address);
