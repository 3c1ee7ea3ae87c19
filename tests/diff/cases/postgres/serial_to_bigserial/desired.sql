CREATE TABLE t (id bigserial PRIMARY KEY, name text);
CREATE TABLE r (t_id bigint REFERENCES t);
