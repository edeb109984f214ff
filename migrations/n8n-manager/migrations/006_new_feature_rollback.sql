-- The index goes with its table.
DROP TABLE new_table;

ALTER TABLE users DROP COLUMN new_field;
