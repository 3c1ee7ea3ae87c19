SET check_function_bodies = off;
DROP VIEW util.lengths;
DROP FUNCTION util.length_of(note);
CREATE FUNCTION util.length_of(n note) RETURNS bigint
    LANGUAGE sql
AS $$SELECT length(n.body)::bigint$$;
CREATE VIEW util.lengths AS
SELECT note.id,
    util.length_of(note.*) AS n
   FROM note;
RESET check_function_bodies;
