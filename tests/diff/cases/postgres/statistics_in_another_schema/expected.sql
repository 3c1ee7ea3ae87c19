DROP STATISTICS facts.kinds;
DROP STATISTICS facts.of_gone;
-- loss: table gone: its rows
DROP TABLE gone;
ALTER TABLE towns ALTER COLUMN people TYPE bigint;
CREATE TABLE facts.mine (
    a integer,
    b integer
);
CREATE STATISTICS of_mine ON a, b FROM facts.mine;
CREATE STATISTICS facts.kinds (mcv) ON name, people FROM towns;
CREATE STATISTICS facts.new ON country, lower(name) FROM towns;
ALTER STATISTICS facts.same SET STATISTICS 50;
COMMENT ON STATISTICS facts.same IS 'names come again';
