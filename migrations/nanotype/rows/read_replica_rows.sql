-- Rows for READ_REPLICA with all its migrations applied; see auth_rows.sql. The owners are users of AUTH_DB.

INSERT INTO tasks (id, title, description, status, priority, due_at, created_at, updated_at, vector_status, vector_updated_at, user_id)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
SELECT
  printf('tsk_%06d', i),
  CASE i % 6
    WHEN 0 THEN printf('Review change %d', i)
    WHEN 1 THEN printf('Answer ticket %d', i)
    WHEN 2 THEN printf('Renew certificate %d', i)
    WHEN 3 THEN printf('Write notes for meeting %d', i)
    WHEN 4 THEN printf('Check invoice %d', i)
    ELSE printf('Plan sprint %d', i)
  END,
  CASE WHEN i % 3 = 0 THEN printf('Opened from room team-%d. Größe: %d kB, naïve résumé ✓', 1 + i % 60, i % 900) END,
  CASE WHEN i % 10 < 4 THEN 'open' WHEN i % 10 < 6 THEN 'in_progress' WHEN i % 10 < 9 THEN 'done' ELSE 'archived' END,
  1 + i * 7 % 5,
  CASE WHEN i % 4 <> 0 THEN 1767225600000 + i * 600000 + 1209600000 END,
  1767225600000 + i * 600000,
  1767225600000 + i * 600000 + (i * 7919 % 86400) * 1000,
  CASE WHEN i % 50 = 0 THEN 'failed' WHEN i > 4800 THEN 'pending' ELSE 'indexed' END,
  CASE WHEN i % 50 <> 0 AND i <= 4800 THEN 1767225600000 + i * 600000 + 120000 END,
  CASE WHEN i > 300 THEN printf('usr_%06d', 1 + i * 31 % 400) END
FROM n;

INSERT INTO task_tags (task_id, tag)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 7000)
SELECT
  printf('tsk_%06d', 1 + i % 5000),
  CASE (i / 5000) * 4 + i % 4
    WHEN 0 THEN 'backend' WHEN 1 THEN 'billing' WHEN 2 THEN 'docs' WHEN 3 THEN 'support'
    WHEN 4 THEN 'urgent' WHEN 5 THEN 'later' WHEN 6 THEN 'customer' ELSE 'internal'
  END
FROM n;
