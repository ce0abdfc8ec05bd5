-- draft
SELECT * FROM draft WHERE touchpoint = :touchpoint;

-- keep_draft
INSERT INTO draft (touchpoint, message, digest, base, bound, source, edited_by)
VALUES (:touchpoint, :message, :digest, :base, :bound, :source, :edited_by)
ON CONFLICT (touchpoint) DO UPDATE SET message = excluded.message, digest = excluded.digest,
  base = excluded.base, bound = excluded.bound, source = excluded.source,
  edited_by = excluded.edited_by;

-- approve
UPDATE touchpoint SET state = 'planned', approved = :by
WHERE id = :id AND realm = :realm AND state = 'review';

-- leave_out
UPDATE touchpoint SET state = 'skipped', cause = 'review', reason = :reason, decided = :now
WHERE id = :id AND realm = :realm AND state = 'review';

-- withdraw
UPDATE touchpoint SET state = 'planned', approved = '', reason = :reason
WHERE id = :id AND realm = :realm AND state = 'ready';
