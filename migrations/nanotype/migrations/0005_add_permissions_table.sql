-- Who may do what in a room. A grant outlives the account of whoever gave it.

CREATE TABLE permissions (
  id TEXT PRIMARY KEY NOT NULL,
  room_id TEXT NOT NULL REFERENCES rooms(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,
  permission TEXT NOT NULL CHECK (permission IN ('read', 'write', 'admin')),
  granted_by TEXT REFERENCES user(id) ON DELETE SET NULL,
  granted_at INTEGER NOT NULL,
  UNIQUE (room_id, user_id, permission)
);

CREATE INDEX idx_permissions_user_id ON permissions(user_id);
CREATE INDEX idx_permissions_granted_by ON permissions(granted_by);
