-- add_secret
INSERT INTO secret (only_one, value) VALUES (1, :value) ON CONFLICT (only_one) DO NOTHING;

-- secret
SELECT value FROM secret;

-- add_run
INSERT INTO run (realm, now, started, counts, note) VALUES (:realm, :now, :started, '{}', '')
RETURNING number;

-- end_run
UPDATE run SET ended = :ended, counts = :counts, note = :note WHERE number = :number;

-- last_run
SELECT * FROM run WHERE realm = :realm AND number <> :number ORDER BY number DESC LIMIT 1;

-- latest_runs
SELECT started FROM run WHERE realm = :realm ORDER BY number DESC LIMIT :newest;

-- add_told
INSERT INTO told (realm, message) VALUES (:realm, :message) ON CONFLICT (realm, message) DO NOTHING;
