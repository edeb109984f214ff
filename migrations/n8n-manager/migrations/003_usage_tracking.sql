-- One row per request, and their sums per month.

CREATE TABLE usage_logs (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id),
  api_key_id TEXT REFERENCES api_keys(id) ON DELETE SET NULL,
  tool_name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('success', 'error', 'limited')),
  response_time_ms INTEGER,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX idx_usage_logs_user_id_created_at ON usage_logs(user_id, created_at);
CREATE INDEX idx_usage_logs_api_key_id ON usage_logs(api_key_id);

CREATE TABLE usage_monthly (
  user_id TEXT NOT NULL REFERENCES users(id),
  year_month TEXT NOT NULL,
  request_count INTEGER NOT NULL DEFAULT 0,
  success_count INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, year_month)
);
