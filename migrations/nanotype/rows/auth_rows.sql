-- Rows for AUTH_DB with all its migrations applied: the same ones every time, counted out instead of drawn.
-- Every statement is short and has two terms at most, so D1 takes the file as it is. Times begin at 2026-01-01 UTC.

INSERT INTO user (id, name, email, emailVerified, image, createdAt, updatedAt, tier)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
SELECT
  printf('usr_%06d', i),
  printf('Member %d', i),
  printf('member%d@example.com', i),
  i % 9 <> 0,
  CASE WHEN i % 4 = 0 THEN printf('https://images.example.com/u/%d.png', i) END,
  1767225600000 + i * 5400000,
  1767225600000 + i * 5400000 + (i * 7919 % 86400) * 1000,
  CASE WHEN i % 40 = 0 THEN 'enterprise' WHEN i % 7 = 0 THEN 'pro' ELSE 'free' END
FROM n;

INSERT INTO session (id, userId, token, expiresAt, ipAddress, userAgent, createdAt, updatedAt)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
SELECT
  printf('ses_%06d', i),
  printf('usr_%06d', 1 + i * 37 % 400),
  printf('%08x%08x%08x', i * 2654435761 % 4294967296, i * 40503 % 4294967296, i),
  1767225600000 + i * 2400000 + 604800000,
  printf('192.0.2.%d', 1 + i % 254),
  CASE i % 3 WHEN 0 THEN 'Firefox on Linux' WHEN 1 THEN 'Safari on iOS' ELSE 'Chrome on Windows' END,
  1767225600000 + i * 2400000,
  1767225600000 + i * 2400000
FROM n;

INSERT INTO account (id, accountId, providerId, userId, accessTokenExpiresAt, scope, password, createdAt, updatedAt)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
SELECT
  printf('acc_%06d', i),
  CASE WHEN i % 3 = 0 THEN printf('%d', 4000000 + i) ELSE printf('usr_%06d', i) END,
  CASE WHEN i % 3 = 0 THEN 'github' ELSE 'credential' END,
  printf('usr_%06d', i),
  CASE WHEN i % 3 = 0 THEN 1767225600000 + i * 5400000 + 28800000 END,
  CASE WHEN i % 3 = 0 THEN 'read:user,user:email' END,
  CASE WHEN i % 3 <> 0 THEN printf('scrypt:%08x%08x', i * 2246822519 % 4294967296, i * 3266489917 % 4294967296) END,
  1767225600000 + i * 5400000,
  1767225600000 + i * 5400000
FROM n;

INSERT INTO verification (id, identifier, value, expiresAt, createdAt, updatedAt)
WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 9 FROM n WHERE i + 9 <= 400)
SELECT
  printf('ver_%06d', i),
  printf('member%d@example.com', i),
  printf('%06d', i * 7919 % 1000000),
  1767225600000 + i * 5400000 + 3600000,
  1767225600000 + i * 5400000,
  1767225600000 + i * 5400000
FROM n;

INSERT INTO api_keys (id, user_id, name, key_hash, key_prefix, created_at, last_used_at, expires_at, scopes, rate_limit_per_minute, revoked_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
SELECT
  printf('key_%06d', i),
  printf('usr_%06d', 1 + i * 11 % 400),
  CASE i % 4 WHEN 0 THEN 'CI' WHEN 1 THEN 'Laptop' WHEN 2 THEN 'Import job' ELSE 'Dashboard' END,
  printf('%08x%08x%08x%08x', i * 2654435761 % 4294967296, i * 2246822519 % 4294967296, i * 3266489917 % 4294967296, i),
  printf('nt_%06x', i * 40503 % 16777216),
  1767225600000 + i * 8640000,
  CASE WHEN i % 5 <> 0 THEN 1767225600000 + i * 8640000 + 86400000 END,
  CASE WHEN i % 2 = 0 THEN 1767225600000 + i * 8640000 + 31536000000 END,
  CASE WHEN i % 3 = 0 THEN 'read,write' ELSE 'read' END,
  CASE WHEN i % 10 = 0 THEN 600 ELSE 60 END,
  CASE WHEN i % 17 = 0 THEN 1767225600000 + i * 8640000 + 172800000 END
FROM n;

INSERT INTO rooms (id, owner_id, slug, name, visibility, created_at, archived_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
SELECT
  printf('room_%04d', i),
  printf('usr_%06d', 1 + i * 13 % 400),
  printf('team-%d', i),
  printf('Team %d', i),
  CASE WHEN i % 12 = 0 THEN 'public' WHEN i % 5 = 0 THEN 'link' ELSE 'private' END,
  1767225600000 + i * 36000000,
  CASE WHEN i % 20 = 0 THEN 1767225600000 + i * 36000000 + 2592000000 END
FROM n;

INSERT INTO permissions (id, room_id, user_id, permission, granted_by, granted_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 480)
SELECT
  printf('perm_%06d', i),
  rooms.id,
  printf('usr_%06d', 1 + i * 29 % 400),
  CASE WHEN i % 16 = 0 THEN 'admin' WHEN i % 3 = 0 THEN 'write' ELSE 'read' END,
  CASE WHEN i % 25 <> 0 THEN rooms.owner_id END,
  rooms.created_at + i * 60000
FROM n JOIN rooms ON rooms.id = printf('room_%04d', 1 + i % 60);
