CREATE TABLE t (a varchar(10) DEFAULT 'x', b numeric DEFAULT 1.50, c boolean DEFAULT 't', d timestamptz DEFAULT CURRENT_TIMESTAMP, e float8 DEFAULT 1);
