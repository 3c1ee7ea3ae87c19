INSERT INTO t VALUES ('new'), ('done');
