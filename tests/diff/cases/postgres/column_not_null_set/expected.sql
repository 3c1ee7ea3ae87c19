-- note: column users.email: the rows that have no value get one: choose which
UPDATE users SET email = '' WHERE email IS NULL;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
-- note: column users.age: the rows that have no value get one: choose which
UPDATE users SET age = 1 WHERE age IS NULL;
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
