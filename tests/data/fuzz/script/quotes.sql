SELECT ';', 'it''s', "a;""", `b;`, [c;], X'3b';
SELECT 1.5e-3, 0x1F, .5, 1 -- it's;
/* ; */;;