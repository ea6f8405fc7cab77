/**
 * Adds to `invoices` what happened once, whatever the scale: two giant orders that were cancelled within
 * minutes, and a bad debt that was entered wrongly and taken back twice.
 */
export const mistakesSql = `
CREATE TABLE mistakes AS
SELECT * FROM (VALUES
  ('sale', 12345, 74215, 1.04, TIMESTAMP '2011-01-18 10:01', 'United Kingdom', 'MEDIUM CERAMIC TOP STORAGE JAR'),
  ('cancellation', 12345, -74215, 1.04, TIMESTAMP '2011-01-18 10:17', 'United Kingdom', 'MEDIUM CERAMIC TOP STORAGE JAR'),
  ('sale', 12344, 80995, 2.08, TIMESTAMP '2011-12-09 09:15', 'United Kingdom', 'PAPER CRAFT , LITTLE BIRDIE'),
  ('cancellation', 12344, -80995, 2.08, TIMESTAMP '2011-12-09 09:27', 'United Kingdom', 'PAPER CRAFT , LITTLE BIRDIE'),
  ('bad debt', NULL, 1, 11062.06, TIMESTAMP '2011-08-12 14:50', 'United Kingdom', 'Adjust bad debt'),
  ('bad debt', NULL, 1, -11062.06, TIMESTAMP '2011-08-12 14:51', 'United Kingdom', 'Adjust bad debt'),
  ('bad debt', NULL, 1, -11062.06, TIMESTAMP '2011-08-12 14:52', 'United Kingdom', 'Adjust bad debt')
) AS m(kind, customer, quantity, price, moment, country, description);

INSERT INTO invoices
SELECT 'mistaken ' || kind, 3000000000 + row_number() OVER (ORDER BY moment), 3000000000, customer, country, 1, moment, false
FROM mistakes`
