-- note: column old_orders.id: the rows that have no value get one: choose which
UPDATE old_orders SET id = 0 WHERE id IS NULL;
ALTER TABLE old_orders ALTER COLUMN id SET NOT NULL;
-- note: column old_orders.year: the rows that have no value get one: choose which
UPDATE old_orders SET year = 0 WHERE year IS NULL;
ALTER TABLE old_orders ALTER COLUMN year SET NOT NULL;
ALTER TABLE archive ATTACH PARTITION old_orders FOR VALUES IN (2020);
-- note: column plans.code: the rows that have no value get one: choose which
UPDATE plans SET code = numbered.n
FROM (
    SELECT tableoid AS part, ctid AS place, (SELECT coalesce(max(code), 0) FROM plans) + row_number() OVER () AS n
    FROM plans WHERE code IS NULL
) AS numbered
WHERE plans.tableoid = numbered.part AND plans.ctid = numbered.place;
ALTER TABLE plans ALTER COLUMN code SET NOT NULL;
ALTER TABLE plans ADD CONSTRAINT plans_pkey PRIMARY KEY (code);
COMMENT ON CONSTRAINT plans_pkey ON plans IS 'Agreed with billing';
-- note: column users.email: the rows that have no value get one: choose which
UPDATE users SET email = '%@%' WHERE email IS NULL;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD COLUMN plan text;
-- note: column users.plan: the rows that have no value get one: choose which
UPDATE users SET plan = '' WHERE plan IS NULL;
ALTER TABLE users ALTER COLUMN plan SET NOT NULL;
ALTER TABLE users ADD COLUMN seats numeric(5,2);
-- note: column users.seats: the rows that have no value get one: choose which
UPDATE users SET seats = 6 WHERE seats IS NULL;
ALTER TABLE users ALTER COLUMN seats SET NOT NULL;
ALTER TABLE users ADD COLUMN token uuid;
-- note: column users.token: the rows that have no value get one: choose which
UPDATE users SET token = gen_random_uuid() WHERE token IS NULL;
ALTER TABLE users ALTER COLUMN token SET NOT NULL;
ALTER TABLE users ADD CONSTRAINT users_seats_check CHECK ((seats > (5)::numeric));
