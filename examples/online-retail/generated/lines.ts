const prices =
  '1.25 1.25 1.25 1.65 1.65 0.85 0.85 2.95 2.95 0.42 0.42 4.95 3.75 2.1 2.46 2.08 0.83 4.13 1.95 1.45 2.55 1.63 3.29 0.39 5.95 0.65 0.55 4.25 7.95 5.79 4.15 9.95 8.5 0.29 1.69 12.75 10.79 16.95 0.001'
const quantities =
  '1 1 1 1 1 1 2 2 2 2 12 12 6 6 6 4 4 3 3 24 10 8 5 48 25 20 16 36 7 9 72 100 96 18 30 40 144 200 480'
const colours = 'RED WHITE BLUE PINK GREEN IVORY SILVER BLACK VINTAGE RETROSPOT'
const things =
  'T-LIGHT HOLDER,HANGING HEART,LUNCH BAG,CAKE STAND,ALARM CLOCK,PARTY BUNTING,STORAGE TIN,JUMBO BAG,TEA TOWEL,PHOTO FRAME,CANDLE,MUG'

const words = (text: string, by = ' ') =>
  `[${text
    .split(by)
    .map((word) => `'${word}'`)
    .join(', ')}]`
const numbers = (text: string) => `[${text.split(' ').join(', ')}]`

/**
 * The statement that writes all lines to a Parquet file, in the order of their invoices. Invoices are numbered
 * in the order of their times, as in the real data; a cancellation repeats its sale's goods with less than 0 of
 * them; a few lines stand there twice.
 */
export function linesSql(file: string): string {
  return `
CREATE TABLE numbered AS
SELECT *, row_number() OVER (ORDER BY moment, kind, n) AS position, CASE
    WHEN kind LIKE '%cancellation' THEN 'C' WHEN kind = 'mistaken bad debt' THEN 'A' ELSE ''
  END || (536364 + position) AS invoice
FROM invoices;

CREATE MACRO product(goods, line) AS floor(4000 * pow(chance('goods', goods * 4096 + line), 2))::BIGINT;

COPY (
  WITH exploded AS (
    SELECT i.*, unnest(range(least(i.lines, 1100))) AS line FROM numbered AS i WHERE i.kind NOT LIKE 'mistaken%'
  ), drawn AS (
    SELECT *, product(goods, line) AS product, goods * 4096 + line AS here,
      CASE WHEN chance('twice', hash(invoice, line)) < 0.003 THEN 2 ELSE 1 END AS times
    FROM exploded
  ), written AS (
    SELECT moment + to_minutes(CASE WHEN takes_two_minutes AND line >= lines // 2 THEN 1 ELSE 0 END) AS moment, *
      EXCLUDE (moment), CASE WHEN kind = 'nobody' THEN 1 + floor(4 * pow(chance('few', here), 3))::BIGINT
      ELSE pick(${numbers(quantities)}, pow(chance('many', here), 1.8)) END AS quantity
    FROM drawn
  )
  SELECT invoice AS InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country
  FROM (
    SELECT invoice, (10002 + product * 19)::VARCHAR || CASE WHEN product % 5 = 0 THEN 'B' ELSE '' END AS StockCode,
      CASE WHEN kind = 'stock' AND chance('untold', n) < 0.6 THEN NULL
        ELSE pick(${words(colours)}, chance('colour', product)) || ' ' || pick(${words(things, ',')}, chance('thing', product))
      END AS Description,
      CASE WHEN kind = 'cancellation' THEN -quantity
        WHEN kind = 'stock' AND chance('lost', n) < 0.6 THEN -quantity ELSE quantity END::INTEGER AS Quantity,
      moment::TIMESTAMP AS InvoiceDate,
      CASE WHEN kind = 'stock' OR (kind = 'sale' AND chance('free', here) < 0.0001) THEN 0
        ELSE pick(${numbers(prices)}, chance('price', product)) * CASE WHEN kind = 'nobody' THEN 2 ELSE 1 END
      END::DOUBLE AS UnitPrice,
      customer::INTEGER AS CustomerID, country AS Country, line, position, unnest(range(times)) AS copy
    FROM written
    UNION ALL
    SELECT i.invoice, CASE WHEN m.kind = 'bad debt' THEN 'B' ELSE '23166' END, m.description, m.quantity::INTEGER,
      m.moment, m.price::DOUBLE, m.customer::INTEGER, m.country, 0, i.position, 0
    FROM mistakes AS m JOIN numbered AS i ON i.moment = m.moment AND i.kind = 'mistaken ' || m.kind
  )
  ORDER BY InvoiceDate, position, line, copy
) TO ${file} (FORMAT parquet, COMPRESSION zstd)`
}
