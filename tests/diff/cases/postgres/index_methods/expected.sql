CREATE INDEX t_brin ON t USING brin (day) WITH (pages_per_range='16');
CREATE INDEX t_gin ON t USING gin (tags);
CREATE INDEX t_gist ON t USING gist (during);
CREATE INDEX t_hash ON t USING hash (a);
CREATE INDEX t_path ON t USING gin (data jsonb_path_ops);
CREATE INDEX t_spgist ON t USING spgist (during);
