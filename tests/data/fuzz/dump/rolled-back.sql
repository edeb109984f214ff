BEGIN;
CREATE TABLE t(a);
ROLLBACK; -- due to errors
