-- marks
SELECT mark FROM forgotten;

-- add_mark
INSERT INTO forgotten (mark, moment) VALUES (:mark, :moment) ON CONFLICT (mark) DO NOTHING;

-- last_mark
SELECT COALESCE(MAX(moment), 0) AS moment FROM forgotten;

-- drop_marks
-- The marks of one person have one moment, and nobody else's has it.
DELETE FROM forgotten WHERE moment IN (
  SELECT moment FROM forgotten WHERE mark IN (SELECT value FROM json_each(:marks)));

-- read_all_again
UPDATE source SET cursor = '';

-- all_events_of
SELECT * FROM event WHERE customer = :customer ORDER BY moment, number;

-- all_touchpoints_of
SELECT * FROM touchpoint WHERE customer = :customer ORDER BY decided, moment, id;

-- drafts_of
SELECT draft.* FROM draft JOIN touchpoint ON touchpoint.id = draft.touchpoint
WHERE touchpoint.customer = :customer ORDER BY draft.touchpoint;

-- pass_on_suppressions
INSERT INTO suppression (customer, address, scope, reason, moment)
SELECT :other, '', scope, 'The address that they share is not to be written to', moment
FROM suppression WHERE address = :address AND address <> '' AND true
ON CONFLICT (customer, address, scope) DO NOTHING;

-- forget_drafts
DELETE FROM draft
WHERE touchpoint IN (SELECT id FROM touchpoint WHERE customer = :customer);

-- forget_touchpoints
-- What was not sent, and what only the owner saw, counts for nothing.
DELETE FROM touchpoint
WHERE customer = :customer AND (state NOT IN ('delivered', 'sending', 'in_doubt')
  OR channel IN (SELECT value FROM json_each(:inward)));

-- settle_forgotten
UPDATE touchpoint SET state = 'delivered'
WHERE customer = :customer AND state IN ('sending', 'in_doubt');

-- empty_touchpoints
UPDATE touchpoint SET customer = :nobody, occurrence = id, moment = decided, reason = '',
  not_before = 0, not_after = 0, address = '', event = NULL, started = 0, began = NULL,
  reference = '', detail = '', subject = '', digest = '', approved = ''
WHERE customer = :customer;

-- forget_events
DELETE FROM event WHERE customer = :customer;

-- forget_reasons
UPDATE touchpoint SET reason = 'the same message went to this address'
WHERE cause = 'shared' AND instr(reason, :customer) > 0;

-- forget_suppressions
DELETE FROM suppression WHERE customer = :customer OR (:address <> '' AND address = :address);

-- forget_told
-- Whatever may name them is told once more at the worst.
DELETE FROM told
WHERE instr(message || ':', ':' || :customer || ':') > 0
  OR instr(lower(message), lower(:name)) > 0
  OR (:address <> '' AND instr(lower(message), :address) > 0);

-- forget_wake
DELETE FROM wake WHERE customer = :customer;

-- forget_customer
DELETE FROM customer WHERE id = :customer;

-- clear_source
UPDATE source SET cursor = '', set_aside = :set_aside, columns = :columns WHERE name = :name;
