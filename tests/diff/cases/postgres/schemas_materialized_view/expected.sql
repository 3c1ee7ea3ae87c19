DROP MATERIALIZED VIEW report.daily;
CREATE MATERIALIZED VIEW report.daily AS
SELECT sale.day,
    sum(sale.amount) AS amount,
    count(*) AS n
   FROM sale
  GROUP BY sale.day;
CREATE UNIQUE INDEX daily_day ON report.daily (day);
CREATE INDEX daily_n ON report.daily (n);
ALTER MATERIALIZED VIEW report.daily CLUSTER ON daily_day;
