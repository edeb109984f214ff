DROP INDEX idx_tasks_to_index;

ALTER TABLE tasks DROP COLUMN vector_updated_at;
ALTER TABLE tasks DROP COLUMN vector_status;
