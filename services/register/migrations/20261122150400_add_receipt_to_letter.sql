-- That a letter arrived is told on the letter's stream; the petitions in it show it from here.
ALTER TABLE letter ADD COLUMN received_by BLOB;
ALTER TABLE letter ADD COLUMN received_on TEXT;
ALTER TABLE letter ADD COLUMN receipt_position INTEGER;
