ALTER VIEW v SET (check_option = cascaded);
ALTER VIEW w RESET (check_option);
