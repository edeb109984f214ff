-- Keys that users bring for AI providers, and the bots that use them.

CREATE TABLE ai_connections (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  provider TEXT NOT NULL,
  name TEXT NOT NULL,
  api_key_encrypted TEXT NOT NULL,
  model TEXT,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX idx_ai_connections_user_id ON ai_connections(user_id);

CREATE TABLE bot_connections (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  ai_connection_id TEXT REFERENCES ai_connections(id) ON DELETE SET NULL,
  n8n_connection_id TEXT NOT NULL REFERENCES n8n_connections(id),
  platform TEXT NOT NULL CHECK (platform IN ('telegram', 'line', 'slack')),
  bot_token_encrypted TEXT NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX idx_bot_connections_user_id ON bot_connections(user_id);
CREATE INDEX idx_bot_connections_ai_connection_id ON bot_connections(ai_connection_id);
CREATE INDEX idx_bot_connections_n8n_connection_id ON bot_connections(n8n_connection_id);
