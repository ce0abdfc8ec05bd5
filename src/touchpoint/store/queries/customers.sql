-- wake_customers
UPDATE wake SET wake_at = 0, version = version + 1
WHERE customer IN (SELECT value FROM json_each(:customers))
  AND realm IN (SELECT value FROM json_each(:realms));

-- wake_everybody
UPDATE wake SET wake_at = 0, version = version + 1 WHERE realm = :realm;

-- wake_mates
UPDATE wake SET wake_at = 0, version = version + 1
WHERE realm = :realm AND customer IN (
  SELECT mate.id FROM customer JOIN customer mate
    ON mate.company = customer.company OR mate.address = customer.address
  WHERE customer.id IN (SELECT value FROM json_each(:customers)));

-- awake
SELECT wake_at, customer FROM wake
WHERE realm = :realm AND wake_at <= :now AND (wake_at, customer) > (:wake_at, :customer)
ORDER BY wake_at, customer LIMIT :batch;

-- keep_wake_at
UPDATE wake SET wake_at = :wake_at, version = version + 1
WHERE customer = :customer AND realm = :realm AND version = :version;

-- customers
SELECT customer.id, customer.source, customer.fields, customer.gone,
  customer.company, customer.address, wake.version
FROM customer JOIN wake ON wake.customer = customer.id AND wake.realm = :realm
WHERE customer.id IN (SELECT value FROM json_each(:customers));

-- customers_after
SELECT id, source, fields, gone FROM customer WHERE id > :id ORDER BY id LIMIT :batch;

-- search_customers
SELECT id, search FROM customer WHERE search LIKE :pattern ESCAPE '\';

-- events_of
SELECT * FROM event
WHERE customer IN (SELECT value FROM json_each(:customers))
  AND (realm IS NULL OR realm = :realm)
ORDER BY customer, moment, number;

-- touchpoints_of
SELECT * FROM touchpoint
WHERE realm = :realm AND customer IN (SELECT value FROM json_each(:customers))
ORDER BY customer, decided, moment, id;

-- suppressions_of
SELECT * FROM suppression
WHERE customer IN (SELECT value FROM json_each(:customers))
   OR address IN (SELECT value FROM json_each(:addresses))
ORDER BY moment, scope;

-- contacts_of_companies
-- Mates first, then what they got. Without CROSS, SQLite reads the whole ledger instead.
SELECT mates, customer, rule, decided, channel, why, occurrence, began FROM (
  SELECT mate.company AS mates, mate.id AS customer, touchpoint.rule, touchpoint.decided,
    touchpoint.channel, touchpoint.why, touchpoint.occurrence, touchpoint.began, row_number() OVER (
      PARTITION BY mate.company ORDER BY touchpoint.decided DESC, touchpoint.id) AS place
  FROM customer mate CROSS JOIN touchpoint
  WHERE touchpoint.realm = :realm AND touchpoint.customer = mate.id
    AND mate.company IN (SELECT value FROM json_each(:mates))
    AND touchpoint.state IN ('delivered', 'sending', 'in_doubt', 'deferred')
    AND touchpoint.channel NOT IN (SELECT value FROM json_each(:inward))
) latest WHERE place <= :enough ORDER BY decided, customer, rule;

-- contacts_of_addresses
SELECT mates, customer, rule, decided, channel, why, occurrence, began FROM (
  SELECT mate.address AS mates, mate.id AS customer, touchpoint.rule, touchpoint.decided,
    touchpoint.channel, touchpoint.why, touchpoint.occurrence, touchpoint.began, row_number() OVER (
      PARTITION BY mate.address ORDER BY touchpoint.decided DESC, touchpoint.id) AS place
  FROM customer mate CROSS JOIN touchpoint
  WHERE touchpoint.realm = :realm AND touchpoint.customer = mate.id
    AND mate.address IN (SELECT value FROM json_each(:mates))
    AND touchpoint.state IN ('delivered', 'sending', 'in_doubt', 'deferred')
    AND touchpoint.channel NOT IN (SELECT value FROM json_each(:inward))
) latest WHERE place <= :enough ORDER BY decided, customer, rule;
