-- A column and a child table, the two changes that come up most.

ALTER TABLE users ADD COLUMN new_field TEXT;

CREATE TABLE new_table (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  data TEXT,
  created_at TEXT DEFAULT (datetime('now'))
);

CREATE INDEX idx_new_table_user_id ON new_table(user_id);
