ALTER INDEX by_weight ATTACH PARTITION by_weight_b;
