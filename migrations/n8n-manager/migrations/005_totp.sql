-- Second factor.

ALTER TABLE users ADD COLUMN totp_secret_encrypted TEXT;
ALTER TABLE users ADD COLUMN totp_enabled INTEGER DEFAULT 0;
