ALTER TABLE visit DROP CONSTRAINT visit_basket_id_fkey;
ALTER TABLE shop.basket DROP CONSTRAINT basket_article_id_fkey;
ALTER TABLE shop.basket ADD COLUMN article_code text;
-- loss: column shop.basket.article_id: its values
ALTER TABLE shop.basket DROP COLUMN article_id;
ALTER TABLE stock.article ADD COLUMN visit_id integer;
ALTER TABLE visit ADD CONSTRAINT visit_basket_id_fkey FOREIGN KEY (basket_id) REFERENCES shop.basket(id) ON DELETE SET NULL;
ALTER TABLE shop.basket ADD CONSTRAINT basket_article_code_fkey FOREIGN KEY (article_code) REFERENCES stock.article(code) DEFERRABLE;
ALTER TABLE stock.article ADD CONSTRAINT seen FOREIGN KEY (visit_id) REFERENCES visit(id);
