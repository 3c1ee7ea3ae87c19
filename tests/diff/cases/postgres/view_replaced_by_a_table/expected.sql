DROP VIEW totals;
CREATE TABLE totals (
    n bigint
);
