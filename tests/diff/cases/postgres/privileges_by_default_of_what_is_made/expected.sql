SET check_function_bodies = off;
CREATE DOMAIN small AS integer;
CREATE TABLE fresh (
    id serial,
    CONSTRAINT fresh_pkey PRIMARY KEY (id)
);
CREATE VIEW ids AS
SELECT fresh.id
   FROM fresh;
CREATE FUNCTION one() RETURNS integer
    LANGUAGE sql
AS $$SELECT 1$$;
REVOKE USAGE ON TYPE small FROM dunlin_writer;
REVOKE EXECUTE ON ROUTINE one() FROM dunlin_writer;
REVOKE USAGE ON SEQUENCE fresh_id_seq FROM dunlin_writer;
REVOKE INSERT ON TABLE fresh FROM dunlin_writer;
REVOKE INSERT, SELECT ON TABLE ids FROM dunlin_writer;
RESET check_function_bodies;
