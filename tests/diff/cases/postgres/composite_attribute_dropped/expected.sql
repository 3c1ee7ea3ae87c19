-- loss: attribute address.zip: its values
ALTER TYPE address DROP ATTRIBUTE zip;
