ALTER TABLE users ADD COLUMN email text;
-- note: column users.email: the rows that have no value get one: choose which
UPDATE users SET email = '' WHERE email IS NULL;
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD COLUMN age integer;
-- note: column users.age: the rows that have no value get one: choose which
UPDATE users SET age = 0 WHERE age IS NULL;
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
ALTER TABLE users ADD COLUMN born date;
-- note: column users.born: the rows that have no value get one: choose which
UPDATE users SET born = CURRENT_DATE WHERE born IS NULL;
ALTER TABLE users ALTER COLUMN born SET NOT NULL;
