-- note: index seats_once: the partitions' keys that stand on it go along, for they cannot go before it
DROP INDEX seats_once CASCADE;
ALTER TABLE seats_low ADD CONSTRAINT seats_low_pkey PRIMARY KEY (hall, seat);
ALTER TABLE seats ADD CONSTRAINT seats_once PRIMARY KEY (hall, seat);
