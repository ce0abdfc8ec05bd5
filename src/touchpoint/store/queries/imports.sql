-- source
SELECT * FROM source WHERE name = :name;

-- keep_source
INSERT INTO source (name, cursor, columns, first_import, imported, customers, set_aside)
VALUES (:name, :cursor, :columns, :now, :now, :customers, :set_aside)
ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, columns = excluded.columns,
  imported = excluded.imported, customers = excluded.customers, set_aside = excluded.set_aside;

-- make_seen
CREATE TEMPORARY TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, line BIGINT);

-- clear_seen
DELETE FROM seen;

-- add_seen
INSERT INTO seen (id, line) VALUES (:id, :line)
ON CONFLICT (id) DO UPDATE SET line = COALESCE(excluded.line, seen.line);

-- seen
SELECT id, line FROM seen WHERE id IN (SELECT value FROM json_each(:ids));

-- stored_customers
SELECT id, source, hash, gone FROM customer WHERE id IN (SELECT value FROM json_each(:ids));

-- stored_fields
SELECT id, fields FROM customer WHERE id IN (SELECT value FROM json_each(:ids));

-- add_customer
INSERT INTO customer (id, source, gone, hash, company, address, search, fields)
VALUES (:id, :source, 0, :hash, :company, :address, :search, :fields)
ON CONFLICT (id) DO UPDATE SET source = excluded.source, gone = 0, hash = excluded.hash,
  company = excluded.company, address = excluded.address, search = excluded.search,
  fields = excluded.fields;

-- add_wake
INSERT INTO wake (customer, realm, wake_at, version) VALUES (:customer, :realm, 0, 1)
ON CONFLICT (customer, realm) DO NOTHING;

-- count_customers
SELECT COUNT(*) AS known,
  COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = customer.id) THEN 1 END) AS gone
FROM customer WHERE source = :source AND gone = 0;

-- wake_gone
UPDATE wake SET wake_at = 0, version = version + 1
WHERE customer IN (
  SELECT id FROM customer WHERE source = :source AND gone = 0
    AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = customer.id));

-- flag_gone
UPDATE customer SET gone = 1 WHERE source = :source AND gone = 0
  AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.id = customer.id);

-- stored_events
SELECT id FROM event WHERE id IN (SELECT value FROM json_each(:ids));

-- sources
SELECT name, set_aside, columns FROM source ORDER BY name;

-- read_again
UPDATE source SET cursor = '' WHERE name = :name;

-- drop_source
DELETE FROM source WHERE name = :name;
