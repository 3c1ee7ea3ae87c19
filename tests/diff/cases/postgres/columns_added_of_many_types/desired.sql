CREATE TABLE t (
    id integer,
    a smallint, b bigint, c numeric(12,4), d real, e double precision, f boolean,
    g varchar(20), h char(3), i text, j bytea, k date, l time(3), m timetz, n timestamp(0), o timestamptz,
    p interval day to second, q uuid, r json, s jsonb, t inet, u cidr, v macaddr, w bit(4), x varbit(8),
    y point, z int4range, aa integer[], ab text[][], ac xml, ad tsvector, ae money, af "char", ag name, ah oid
);
