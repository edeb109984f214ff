-- Which tasks the vector index knows.

ALTER TABLE tasks ADD COLUMN vector_status TEXT NOT NULL DEFAULT 'pending' CHECK (vector_status IN ('pending', 'indexed', 'failed'));
ALTER TABLE tasks ADD COLUMN vector_updated_at INTEGER;

CREATE INDEX idx_tasks_to_index ON tasks(updated_at) WHERE vector_status <> 'indexed';
