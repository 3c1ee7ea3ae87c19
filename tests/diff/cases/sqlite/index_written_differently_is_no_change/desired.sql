create table t(id integer primary key,a text,b int);
create index if not exists "i" on "t"("a","b" desc) where "a" is not null;
