DROP INDEX users_email_age;
DROP INDEX users_lower;
ALTER TABLE users DROP CONSTRAINT users_age_check;
ALTER TABLE users DROP CONSTRAINT users_email_key;
ALTER TABLE users DROP CONSTRAINT users_group_id_fkey;
-- loss: column users.email: its values
ALTER TABLE users DROP COLUMN email;
ALTER TABLE users DROP COLUMN double_age;
-- loss: column users.age: its values
ALTER TABLE users DROP COLUMN age;
-- loss: column users.group_id: its values
ALTER TABLE users DROP COLUMN group_id;
