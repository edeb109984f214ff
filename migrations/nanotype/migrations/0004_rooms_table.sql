-- Rooms keep the data of several teams apart.

CREATE TABLE rooms (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  visibility TEXT NOT NULL DEFAULT 'private' CHECK (visibility IN ('private', 'link', 'public')),
  created_at INTEGER NOT NULL,
  archived_at INTEGER
);

CREATE INDEX idx_rooms_owner_id ON rooms(owner_id);
