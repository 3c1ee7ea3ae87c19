CREATE TABLE fares (id integer, fee money DEFAULT '1.50', paid money);
CREATE VIEW cheap AS SELECT id FROM fares WHERE fee < '2'::money;
