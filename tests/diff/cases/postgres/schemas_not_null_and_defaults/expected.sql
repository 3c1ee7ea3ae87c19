-- note: column crm.lead.stage: the rows that have no value get one: choose which
UPDATE crm.lead SET stage = 'new' WHERE stage IS NULL;
ALTER TABLE crm.lead ALTER COLUMN stage SET NOT NULL;
ALTER TABLE crm.lead ALTER COLUMN note SET DEFAULT 'none'::text;
-- note: column crm.lead.note: the rows that have no value get one: choose which
UPDATE crm.lead SET note = 'none'::text WHERE note IS NULL;
ALTER TABLE crm.lead ALTER COLUMN note SET NOT NULL;
ALTER TABLE crm.lead ADD COLUMN kind crm.stage;
-- note: column crm.lead.kind: the rows that have no value get one: choose which
UPDATE crm.lead SET kind = 'new' WHERE kind IS NULL;
ALTER TABLE crm.lead ALTER COLUMN kind SET NOT NULL;
