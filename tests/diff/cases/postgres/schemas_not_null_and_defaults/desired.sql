CREATE SCHEMA crm;
CREATE TYPE crm.stage AS ENUM ('new', 'won', 'lost');
CREATE TABLE crm.lead (id int PRIMARY KEY, stage crm.stage NOT NULL, note text NOT NULL DEFAULT 'none', parent int REFERENCES crm.lead, kind crm.stage NOT NULL);
