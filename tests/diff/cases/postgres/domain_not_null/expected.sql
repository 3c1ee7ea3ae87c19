-- note: the rows without a value get 0: choose the value
UPDATE t SET a = 0 WHERE a IS NULL;
ALTER DOMAIN d SET NOT NULL;
ALTER DOMAIN e DROP NOT NULL;
