CREATE OPERATOR FAMILY plain_numbers USING hash;
CREATE OPERATOR FAMILY spots USING gist;
ALTER OPERATOR FAMILY spots USING gist ADD
    OPERATOR 1 <<(point,point),
    OPERATOR 5 >>(point,point),
    OPERATOR 15 <->(point,point) FOR ORDER BY float_ops,
    FUNCTION 3 (point, point) gist_point_compress(internal),
    FUNCTION 8 (point, point) gist_point_distance(internal,point,smallint,oid,internal),
    FUNCTION 9 (point, point) gist_point_fetch(internal);
CREATE OPERATOR CLASS plain_numbers FOR TYPE integer USING hash FAMILY plain_numbers AS
    OPERATOR 1 =(integer,integer),
    FUNCTION 1 (integer, integer) hashint4(integer);
CREATE OPERATOR CLASS spots FOR TYPE point USING gist FAMILY spots AS
    FUNCTION 1 (point, point) gist_point_consistent(internal,point,smallint,oid,internal),
    FUNCTION 2 (point, point) gist_box_union(internal,internal),
    FUNCTION 5 (point, point) gist_box_penalty(internal,internal,internal),
    FUNCTION 6 (point, point) gist_box_picksplit(internal,internal),
    FUNCTION 7 (point, point) gist_box_same(box,box,internal),
    STORAGE box;
CREATE INDEX places_at ON places USING gist (at spots);
CREATE INDEX places_id ON places USING hash (id plain_numbers);
