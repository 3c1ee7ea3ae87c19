ALTER SEQUENCE t_numbers RENAME TO t_id_seq;
