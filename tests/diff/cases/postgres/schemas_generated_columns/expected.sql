DROP INDEX calc.bill_tax;
-- note: column calc.bill.tax is computed anew for every row
ALTER TABLE calc.bill DROP COLUMN tax;
ALTER TABLE calc.bill ADD COLUMN tax numeric GENERATED ALWAYS AS ((calc.tax(net) + (1)::numeric)) STORED;
CREATE INDEX bill_tax ON calc.bill (calc.tax((net + (1)::numeric)));
