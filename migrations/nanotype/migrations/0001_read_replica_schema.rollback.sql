-- The children first: dropping tasks would empty them row by row.
DROP TABLE task_tags;
DROP TABLE tasks;
