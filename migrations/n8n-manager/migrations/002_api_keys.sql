-- Keys of the service itself (n2f_…). Only their hash is kept.

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY NOT NULL,
  connection_id TEXT NOT NULL REFERENCES n8n_connections(id),
  key_hash TEXT NOT NULL,
  key_prefix TEXT NOT NULL,
  created_at TEXT DEFAULT (datetime('now')),
  last_used_at TEXT
);

CREATE INDEX idx_api_keys_connection_id ON api_keys(connection_id);
CREATE UNIQUE INDEX idx_api_keys_key_hash ON api_keys(key_hash);
