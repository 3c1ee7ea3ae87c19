ALTER TABLE goats DROP CONSTRAINT goats_pen;
ALTER TABLE pens DETACH PARTITION pens_1;
ALTER TABLE pens_1 DROP CONSTRAINT pens_leader;
-- loss: table pens: its rows
DROP TABLE pens;
ALTER TABLE goats DETACH PARTITION goats_1;
-- loss: table goats: its rows
DROP TABLE goats;
