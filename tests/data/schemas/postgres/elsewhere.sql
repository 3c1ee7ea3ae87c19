CREATE TABLE t (id integer REFERENCES public.shared_users (id), k public.shared_kind DEFAULT 'a');
CREATE VIEW v AS SELECT t.id, u.name FROM t JOIN public.shared_users u USING (id);
CREATE TRIGGER notify AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION public.shared_trigger();
CREATE TABLE child () INHERITS (public.shared_users);
CREATE FUNCTION f(public.shared_kind) RETURNS public.shared_users LANGUAGE sql AS 'SELECT NULL::public.shared_users';
