CREATE TABLE t(a, "end");
create temp trigger x after update of a on t when new.a = ';' begin
  update t set a = case when new.a > 1 then 'end;' else 2 end;
  insert into t values(1, 2); -- end;
end;
SELECT 3