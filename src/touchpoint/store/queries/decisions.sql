-- rules
SELECT name, fingerprint, known_since FROM rule WHERE realm = :realm;

-- keep_rule
INSERT INTO rule (realm, name, fingerprint, known_since)
VALUES (:realm, :name, :fingerprint, :known_since)
ON CONFLICT (realm, name) DO UPDATE
SET fingerprint = excluded.fingerprint, known_since = excluded.known_since;

-- rename_rule
UPDATE rule SET name = :name WHERE realm = :realm AND name = :was;

-- rename_touchpoints
UPDATE touchpoint SET rule = :name WHERE realm = :realm AND rule = :was;

-- rename_suppressions
UPDATE suppression SET scope = :name WHERE scope = :was;

-- add_touchpoint
INSERT INTO touchpoint (
  id, realm, customer, rule, occurrence, step, channel, template, state, moment, decided, reason,
  cause, why, not_before, not_after, sender, address, event, started, began, attempts, reference,
  detail, subject, approved)
VALUES (
  :id, :realm, :customer, :rule, :occurrence, :step, :channel, :template, :state, :moment,
  :decided, :reason, :cause, :why, :not_before, :not_after, :sender, :address, :event, :started,
  :began, :attempts, :reference, :detail, :subject, :approved)
ON CONFLICT DO NOTHING;

-- change_touchpoint
UPDATE touchpoint SET channel = :channel, template = :template, state = :state, moment = :moment,
  decided = :decided, reason = :reason, cause = :cause, why = :why, not_before = :not_before,
  not_after = :not_after, sender = :sender, address = :address, event = :event,
  started = :started, began = :began
WHERE realm = :realm AND customer = :customer AND rule = :rule AND occurrence = :occurrence
  AND step = :step AND state IN ('planned', 'review', 'ready', 'deferred');

-- identity
SELECT id FROM touchpoint
WHERE realm = :realm AND customer = :customer AND rule = :rule AND occurrence = :occurrence
  AND step = :step;
