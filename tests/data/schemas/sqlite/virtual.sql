CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize = "porter  ascii");
CREATE VIRTUAL TABLE "other one" USING rtree(id, x0, x1);
CREATE TABLE docs (id INTEGER PRIMARY KEY, title);
CREATE TRIGGER docs_search AFTER INSERT ON docs BEGIN INSERT INTO search (rowid, title) VALUES (NEW.id, NEW.title); END;
