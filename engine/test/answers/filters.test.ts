import { answersAgree } from './given.js'
import { shop, shopData } from './shop.js'

const metrics = ['active', 'cards', 'revenue', 'rows', 'fresh', 'returning'] as const
/** The metrics over the rows that a filter leaves, which are all that there is to first days too. */
const over = (rows: string) => `WITH kept AS (SELECT * FROM sales WHERE ${rows}),
  asked AS (SELECT * FROM kept WHERE strftime(day, '%Y-%m') = '2012-02'),
  earlier AS (SELECT member FROM kept WHERE day < '2012-02-01' AND member IS NOT NULL)
SELECT count(DISTINCT member), count(DISTINCT card), coalesce(sum(amount), 0), count(*),
  count(DISTINCT member) FILTER (member NOT IN (FROM earlier)),
  coalesce(sum(amount) FILTER (member IN (FROM earlier)), 0) FROM asked`

const filtered = (where: { values: (string | null)[]; not?: boolean }, rows: string) => ({
  ask: { metrics, period: '2012-02', where: [{ dimension: 'country', ...where }] },
  total: over(rows),
})

answersAgree('filters', {
  project: shop,
  given: shopData,
  files: ['lines'],
  cases: {
    'keep one value, in its own letter case': filtered({ values: ['UK'] }, "country = 'UK'"),
    'keep any of some': filtered({ values: ['UK', '9', '10'] }, "country IN ('UK', '9', '10')"),
    'keep a missing value': filtered({ values: [null] }, 'country IS NULL'),
    'keep a missing value beside others': filtered(
      { values: ['uk', null] },
      "country IS NULL OR country = 'uk'",
    ),
    'tell an empty text from a missing one': filtered({ values: [''] }, "country = ''"),
    'tell the word null from a missing value': filtered({ values: ['null'] }, "country = 'null'"),
    'leave one out, and keep missing values': filtered(
      { values: ['UK'], not: true },
      "country IS NULL OR country <> 'UK'",
    ),
    'leave missing values out': filtered({ values: [null], not: true }, 'country IS NOT NULL'),
    'leave some and missing values out': filtered(
      { values: ['', null], not: true },
      "country IS NOT NULL AND country <> ''",
    ),
    'take quotes as quotes': filtered({ values: ["O'Brien"] }, "country = 'O''Brien'"),
    'take SQL as text': filtered({ values: ['";DROP TABLE lines;--'] }, `country = '";DROP TABLE lines;--'`),
    'take wildcards as they are': filtered({ values: ['%', '_K'] }, "country IN ('%', '_K')"),
    'take backslashes as they are': filtered({ values: ['back\\slash\\'] }, "country = 'back\\slash\\'"),
    'take braces as they are': filtered({ values: ['{country}'] }, "country = '{country}'"),
    'take every letter there is': filtered({ values: ['Ünïcödé 国 👩‍👩‍👧'] }, "country = 'Ünïcödé 国 👩‍👩‍👧'"),
    'take blanks and lines as they are': filtered(
      { values: [' UK ', 'two\nlines'] },
      "country IN (' UK ', 'two' || chr(10) || 'lines')",
    ),
    'may keep nothing': filtered({ values: ['Atlantis'] }, "country = 'Atlantis'"),
    'of no value keep nothing': filtered({ values: [] }, 'false'),
    'of all but no value keep everything': filtered({ values: [], not: true }, 'true'),
    'on two dimensions both hold': {
      ask: {
        metrics,
        period: '2012-02',
        where: [
          { dimension: 'country', values: ['UK', 'uk', null] },
          { dimension: 'channel', values: ['web'], not: true },
        ],
      },
      total: over("(country IN ('UK', 'uk') OR country IS NULL) AND (channel IS NULL OR channel <> 'web')"),
    },
    'on the dimension of the split leave its other values out': {
      ask: {
        metrics: ['active', 'revenue'],
        period: '2012-02',
        by: ['country'],
        where: [{ dimension: 'country', values: ['9', null, "O'Brien"] }],
      },
      rows: `SELECT country, count(DISTINCT member), coalesce(sum(amount), 0) FROM sales
        WHERE strftime(day, '%Y-%m') = '2012-02' AND (country IN ('9', 'O''Brien') OR country IS NULL)
        GROUP BY country`,
    },
  },
})
