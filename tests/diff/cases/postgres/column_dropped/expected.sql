-- loss: column users.phone: its values
ALTER TABLE users DROP COLUMN phone;
