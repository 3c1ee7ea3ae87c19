SET check_function_bodies = off;
COMMENT ON CAST (grade AS integer) IS 'as many points';
CREATE FUNCTION sum_of(pair, integer, boolean) RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$SELECT ($1).a::bigint + ($1).b$$;
CREATE CAST (pair AS bigint) WITH FUNCTION sum_of(pair,integer,boolean);
DROP CAST (text AS grade);
CREATE CAST (text AS grade) WITH INOUT AS ASSIGNMENT;
ALTER TABLE exams ADD COLUMN p pair;
ALTER TABLE exams ADD CONSTRAINT exams_p_check CHECK (((p)::bigint > '-5'::integer));
DROP CAST (text AS gone);
DROP TYPE gone;
RESET check_function_bodies;
