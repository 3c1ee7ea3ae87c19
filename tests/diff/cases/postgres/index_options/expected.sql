ALTER INDEX t_a SET (deduplicate_items = off, fillfactor = '70');
ALTER INDEX t_b RESET (fastupdate);
