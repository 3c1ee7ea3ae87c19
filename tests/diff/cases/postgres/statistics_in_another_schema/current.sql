CREATE SCHEMA facts;
CREATE TABLE towns (id integer PRIMARY KEY, name text, country text, people integer);
CREATE TABLE gone (a integer, b integer);
CREATE STATISTICS facts.of_gone ON a, b FROM gone;
CREATE STATISTICS facts.same (ndistinct) ON name, country FROM towns;
CREATE STATISTICS facts.kinds (ndistinct) ON name, people FROM towns;
CREATE STATISTICS "; DROP SCHEMA public --" ON name, people FROM towns;
