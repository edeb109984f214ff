CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED);
INSERT INTO f(rowid,a,b) VALUES(7,'x y',1);
CREATE TABLE c(id INTEGER PRIMARY KEY, x);
INSERT INTO c VALUES(1,'z');
CREATE VIRTUAL TABLE g USING fts5(x, content='c', content_rowid='id');
INSERT INTO g(g) VALUES('rebuild');
