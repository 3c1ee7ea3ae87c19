-- loss: column t.home: values that are no address make it fail
ALTER TABLE t ALTER COLUMN home TYPE address USING home::address;
