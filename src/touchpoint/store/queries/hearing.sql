-- move_event
UPDATE event SET kind = :kind, moment = :moment, day = :day, data = :data
WHERE id = :id AND customer = :customer AND moment > :now
  AND (kind <> :kind OR moment <> :moment OR data <> :data);

-- heard_from
-- Asked by hand alone, so it may read the whole timeline.
SELECT COUNT(*) AS number, MAX(moment) AS latest FROM event
WHERE origin = :origin AND kind <> 'done';

-- touchpoints_called
SELECT * FROM touchpoint
WHERE realm = :realm AND id IN (SELECT value FROM json_each(:ids));

-- touchpoint_anywhere
SELECT * FROM touchpoint WHERE id = :id;

-- customers_at
SELECT id FROM customer WHERE address IN (SELECT value FROM json_each(:addresses)) ORDER BY id;

-- learn
UPDATE touchpoint SET state = :state,
  reference = CASE WHEN :reference = '' THEN reference ELSE :reference END,
  detail = CASE WHEN :detail = '' THEN detail ELSE :detail END,
  decided = CASE :state WHEN 'refused' THEN :moment
    WHEN 'delivered' THEN MAX(decided, :moment) ELSE decided END,
  not_before = CASE WHEN :state = 'deferred' THEN :retry_at ELSE not_before END
WHERE id = :id AND realm = :realm
  AND (state = 'in_doubt' OR (state = 'delivered' AND :state IN ('refused', 'deferred'))
       OR (state = 'deferred' AND :state IN ('refused', 'delivered')));
