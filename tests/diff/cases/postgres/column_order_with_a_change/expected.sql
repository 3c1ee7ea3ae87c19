ALTER TABLE users ADD COLUMN phone text;
-- loss: column users.email: what is longer than 100 is cut off
ALTER TABLE users ALTER COLUMN email TYPE character varying(100) USING email::character varying(100);
