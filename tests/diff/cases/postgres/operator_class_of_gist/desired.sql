CREATE OPERATOR CLASS spots FOR TYPE point USING gist AS
    OPERATOR 1 <<(point, point), OPERATOR 5 >>(point, point), OPERATOR 15 <->(point, point) FOR ORDER BY float_ops,
    FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal),
    FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal), FUNCTION 9 gist_point_fetch(internal), STORAGE box;
CREATE OPERATOR CLASS plain_numbers FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer);
CREATE TABLE places (id integer, at point);
CREATE INDEX places_at ON places USING gist (at spots);
CREATE INDEX places_id ON places USING hash (id plain_numbers);
