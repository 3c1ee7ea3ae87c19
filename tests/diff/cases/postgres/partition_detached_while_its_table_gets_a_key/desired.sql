CREATE TABLE jobs (id integer NOT NULL, queue integer NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE jobs_1 PARTITION OF jobs FOR VALUES FROM (0) TO (100);
CREATE TABLE jobs_2 (id integer NOT NULL, queue integer NOT NULL, PRIMARY KEY (id));
