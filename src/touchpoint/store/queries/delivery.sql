-- ready
SELECT * FROM touchpoint
WHERE realm = :realm AND state = 'ready' AND not_before <= :now
  AND id NOT IN (SELECT value FROM json_each(:exclude))
ORDER BY not_before, customer, rule, occurrence, step LIMIT :limit;

-- touchpoint
SELECT * FROM touchpoint WHERE id = :id AND realm = :realm;

-- claim
UPDATE touchpoint SET state = 'sending', digest = :digest,
  decided = CASE WHEN attempts = 0 THEN :now ELSE decided END,
  reference = :reference, subject = :subject, address = :address, carrier = :carrier,
  attempts = attempts + 1, lease_until = :lease_until, run = :run, reason = ''
WHERE id = :id AND realm = :realm AND state = 'ready';

-- put_back
UPDATE touchpoint SET state = 'planned', reason = :reason
WHERE id = :id AND realm = :realm AND state = 'ready';

-- settle
UPDATE touchpoint SET state = :state, detail = :detail,
  decided = CASE WHEN :state = 'deferred' THEN decided ELSE :moment END,
  reference = CASE WHEN :reference = '' THEN reference ELSE :reference END,
  not_before = CASE WHEN :state = 'deferred' THEN :retry_at ELSE not_before END
WHERE id = :id AND realm = :realm AND state IN ('sending', 'in_doubt');

-- wait_again
UPDATE touchpoint SET state = 'ready', reason = :detail, not_before = :retry_at,
  attempts = attempts - 1
WHERE id = :id AND realm = :realm AND state = 'sending';

-- fail
UPDATE touchpoint SET state = 'skipped', cause = 'failed', reason = :reason, decided = :now
WHERE id = :id AND realm = :realm AND state IN ('planned', 'review', 'ready', 'deferred');

-- hold
UPDATE touchpoint SET not_before = :until, reason = :reason
WHERE id = :id AND realm = :realm AND state = 'ready';

-- ended_leases
SELECT * FROM touchpoint
WHERE realm = :realm AND state = 'sending'
  AND (lease_until <= :now OR (:run > 0 AND run > 0 AND run <> :run))
ORDER BY not_before, id;

-- end_lease
UPDATE touchpoint SET state = :state, reason = :reason,
  decided = CASE WHEN :state = 'in_doubt' THEN :now ELSE decided END
WHERE id = :id AND realm = :realm AND state = 'sending';

-- resolve
UPDATE touchpoint SET state = :state,
  decided = CASE WHEN :state = 'delivered' THEN decided ELSE :now END
WHERE id = :id AND realm = :realm
  AND (state = 'in_doubt' OR (state = 'delivered' AND :state = 'refused'));

-- touchpoints_in
SELECT * FROM touchpoint
WHERE realm = :realm AND state IN (SELECT value FROM json_each(:states));

-- touchpoints_since
SELECT * FROM touchpoint WHERE realm = :realm AND decided >= :since;

-- open_todos
SELECT * FROM touchpoint
WHERE realm = :realm AND state = 'delivered' AND channel = 'todo'
  AND NOT EXISTS (
    SELECT 1 FROM event WHERE event.touchpoint = touchpoint.id AND event.kind = 'done')
ORDER BY decided, id;

-- sent_through
SELECT decided FROM touchpoint
WHERE realm = :realm AND decided >= :since AND carrier = :carrier
  AND sender IN (SELECT value FROM json_each(:senders))
  AND state IN ('delivered', 'sending', 'in_doubt', 'deferred')
  AND channel NOT IN (SELECT value FROM json_each(:inward))
ORDER BY decided DESC LIMIT 1 OFFSET :newest;

-- usual
SELECT COUNT(*) AS delivered FROM touchpoint
WHERE realm = :realm AND decided >= :since AND state = 'delivered' AND run > 0
  AND channel NOT IN (SELECT value FROM json_each(:inward))
GROUP BY run ORDER BY delivered DESC LIMIT 1;
