create table /* a table */ T1 ( -- the first
  Id integer primary key, -- key
  NAME text not null /* the name */ default 'x', check ( Name <> '' ) , constraint C2 check(Id>0)
) ;
CREATE INDEX I1 on t1(Name collate nocase desc) where ID>5 ;
create view V1 as select Id , Name as Label from T1 where NAME is not null;
