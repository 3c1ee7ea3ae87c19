CREATE SCHEMA audit;
CREATE TABLE audit.entry (id bigserial PRIMARY KEY, what text, at timestamptz DEFAULT now());
CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit.entry (what) VALUES (TG_TABLE_NAME || TG_OP); RETURN NEW; END $$;
CREATE TABLE account (id int PRIMARY KEY, owner text);
CREATE TRIGGER noted AFTER INSERT OR UPDATE ON account FOR EACH ROW EXECUTE FUNCTION audit.note();
CREATE TRIGGER stamped BEFORE UPDATE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.note();
ALTER TABLE audit.entry DISABLE TRIGGER stamped;
COMMENT ON TRIGGER stamped ON audit.entry IS 'sleeps';
