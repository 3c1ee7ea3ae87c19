INSERT INTO t VALUES (1, 'happy'), (2, 'ok');
INSERT INTO u VALUES (1, '{ok,happy}');
