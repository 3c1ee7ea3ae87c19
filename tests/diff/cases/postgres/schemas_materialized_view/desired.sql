CREATE SCHEMA report;
CREATE TABLE sale (id int PRIMARY KEY, day date NOT NULL, amount numeric NOT NULL);
CREATE MATERIALIZED VIEW report.daily AS SELECT day, sum(amount) AS amount, count(*) AS n FROM sale GROUP BY day;
CREATE UNIQUE INDEX daily_day ON report.daily (day);
CREATE INDEX daily_n ON report.daily (n);
ALTER MATERIALIZED VIEW report.daily CLUSTER ON daily_day;
