-- The owner of a task. Accounts live in another database, so no foreign key can say so; older tasks have no owner.

ALTER TABLE tasks ADD COLUMN user_id TEXT;

CREATE INDEX idx_tasks_user_id ON tasks(user_id);
