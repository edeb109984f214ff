-- Takes back what 0002_api_keys added; the keys themselves stay.
DROP INDEX idx_api_keys_expires_at;

ALTER TABLE api_keys DROP COLUMN revoked_at;
ALTER TABLE api_keys DROP COLUMN rate_limit_per_minute;
ALTER TABLE api_keys DROP COLUMN scopes;
