-- loss: column odds.raw: what is longer than 1 is cut off
-- loss: column odds.flag: what is longer than 3 is cut off
-- loss: column odds.day: what is longer than 4 is cut off
ALTER TABLE odds
    ALTER COLUMN raw TYPE character(1) USING raw::text::character(1),
    ALTER COLUMN n TYPE character varying(20),
    ALTER COLUMN flag TYPE character varying(3) USING flag::text::character varying(3),
    ALTER COLUMN day TYPE character varying(4) USING day::text::character varying(4);
