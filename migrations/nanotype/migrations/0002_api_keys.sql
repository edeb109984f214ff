-- Keys can be limited and revoked. The table itself comes from auth_init.sql.

ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read';
ALTER TABLE api_keys ADD COLUMN rate_limit_per_minute INTEGER NOT NULL DEFAULT 60 CHECK (rate_limit_per_minute > 0);
ALTER TABLE api_keys ADD COLUMN revoked_at INTEGER;

CREATE INDEX idx_api_keys_expires_at ON api_keys(expires_at) WHERE revoked_at IS NULL;
