INSERT INTO customers VALUES (1, 'Ann', 'ann@example.com', 0), (2, 'Bo', 'bo@example.com', 1);
INSERT INTO orders VALUES (7, 1, 12.5, '2024-01-01'), (8, 2, 2000.0, '2024-01-02');
INSERT INTO order_lines VALUES (7, 1, 'pen', 3), (8, 1, 'ink', 1);
