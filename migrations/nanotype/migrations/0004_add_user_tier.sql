-- The tier decides the rate limit.

ALTER TABLE user ADD COLUMN tier TEXT NOT NULL DEFAULT 'free' CHECK (tier IN ('free', 'pro', 'enterprise'));
