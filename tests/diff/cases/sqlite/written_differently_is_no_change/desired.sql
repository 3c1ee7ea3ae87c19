create table "t" ("id" integer not null primary key asc, `a` text check(a<>'') default 'x', [b] int references "t"("id"));
create view if not exists v as
  select id,a -- both
  from t where a='x';
