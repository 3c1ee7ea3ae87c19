CREATE SCHEMA audit;
CREATE TABLE audit.entry (id bigserial PRIMARY KEY, what text);
CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit.entry (what) VALUES (TG_TABLE_NAME); RETURN NEW; END $$;
CREATE TABLE account (id int PRIMARY KEY, owner text);
CREATE TRIGGER noted AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION audit.note();
CREATE TRIGGER entered BEFORE INSERT ON audit.entry FOR EACH ROW WHEN (NEW.what IS NULL) EXECUTE FUNCTION audit.note();
