CREATE SCHEMA crm;
CREATE TYPE crm.stage AS ENUM ('new', 'won', 'lost');
CREATE TABLE crm.lead (id int PRIMARY KEY, stage crm.stage, note text, parent int REFERENCES crm.lead);
