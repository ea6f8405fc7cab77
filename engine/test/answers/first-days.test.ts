import {
  activity,
  defineProject,
  folder,
  members,
  newMembers,
  reactivatedMembers,
  retainedMembers,
  returningSum,
  source,
} from '../../src/index.js'
import { answersAgree } from './given.js'

const rides = source('rides', {
  files: '{data}/rides.parquet',
  columns: { day: 'date', rider: 'integer?', joined: 'date?', city: 'text?', fare: 'decimal(9,2)' },
  day: 'day',
  dimensions: { city: 'city' },
})
const seen = activity('seen', { from: rides, identities: { rider: 'rider' } })
const declared = activity('declared', {
  from: rides,
  identities: { rider: 'rider' },
  firstDay: { rider: 'joined' },
})

const project = defineProject({
  name: 'rides',
  parameters: { data: folder('data') },
  metrics: {
    active: members(declared, 'rider'),
    fresh: newMembers(declared, 'rider'),
    retained: retainedMembers(declared, 'rider'),
    reactivated: reactivatedMembers(declared, 'rider'),
    returning: returningSum(declared, 'rider', 'fare'),
    seenFirst: newMembers(seen, 'rider'),
  },
})

/** 1 joined earlier than seen, 2 says so late, 3 never says, 4 says different days, 5 only in one city, 7 joined two days before. */
const data = `
CREATE TABLE rides AS SELECT * FROM (VALUES
  (DATE '2024-02-03', 1, DATE '2023-12-25', 'A', 10.00), (DATE '2024-02-03', 1, DATE '2023-12-25', 'B', 1.10),
  (DATE '2024-02-04', 2, DATE '2024-03-01', 'A', 20.00), (DATE '2024-03-04', 2, DATE '2024-03-01', 'A', 2.20),
  (DATE '2024-02-05', 3, NULL, 'A', 30.00), (DATE '2024-03-05', 3, NULL, NULL, 3.30),
  (DATE '2024-02-06', 4, NULL, 'A', 40.00), (DATE '2024-03-06', 4, DATE '2024-01-31', 'B', 4.40),
  (DATE '2024-03-06', 4, DATE '2024-02-01', 'B', 0.40),
  (DATE '2024-01-07', 5, DATE '2024-01-07', 'A', 50.00), (DATE '2024-03-07', 5, DATE '2024-03-07', 'B', 5.50),
  (DATE '2024-02-29', NULL, DATE '2020-01-01', 'A', 60.00), (DATE '2024-03-31', 6, DATE '2024-03-31', NULL, -7.00),
  (DATE '2024-04-10', 7, DATE '2024-04-08', 'A', 8.00)
) AS r(day, rider, joined, city, fare);
CREATE VIEW firsts AS SELECT rider, least(min(joined), min(day)) AS first_day, min(day) AS seen
  FROM rides WHERE rider IS NOT NULL GROUP BY rider;
CREATE VIEW city_firsts AS SELECT city, rider, least(min(joined), min(day)) AS first_day, min(day) AS seen
  FROM rides WHERE rider IS NOT NULL GROUP BY city, rider`

const metrics = ['active', 'fresh', 'retained', 'reactivated', 'returning', 'seenFirst'] as const

answersAgree('first days', {
  project,
  given: data,
  files: ['rides'],
  cases: {
    'that the data declares hold where they are earlier than what is seen': {
      ask: { metrics, period: '2024-02' },
      total: `SELECT count(DISTINCT rider), count(DISTINCT rider) FILTER (first_day >= '2024-02-01'),
          count(DISTINCT rider) FILTER (rider IN (SELECT rider FROM rides WHERE strftime(day, '%Y-%m') = '2024-01')),
          count(DISTINCT rider) FILTER (first_day < '2024-02-01'
            AND rider NOT IN (SELECT rider FROM rides WHERE strftime(day, '%Y-%m') = '2024-01' AND rider > 0)),
          coalesce(sum(fare) FILTER (first_day < '2024-02-01'), 0),
          count(DISTINCT rider) FILTER (seen >= '2024-02-01')
        FROM rides LEFT JOIN firsts USING (rider) WHERE strftime(day, '%Y-%m') = '2024-02'`,
    },
    'are as here, worked out by hand': {
      ask: { metrics, period: '2024-02' },
      // Riders 1 to 4 came; 1 joined in December, 4 in January; 2 and 3 are new; all four were first seen now.
      total: 'SELECT 4, 2, 0, 2, 51.10, 4',
    },
    'of a month later, by hand': {
      ask: { metrics, period: '2024-03' },
      // 2, 3, 4, 5, 6 came; 6 is new; 2, 3, 4 came in February; 5 came in January.
      total: 'SELECT 5, 1, 3, 1, 15.80, 1',
    },
    'are taken over all wanted values together, also where a single one has activity': {
      ask: {
        metrics: ['active', 'seenFirst'],
        from: '2024-03-07',
        to: '2024-03-07',
        where: [{ dimension: 'city', values: ['C'], not: true }],
      },
      // Rider 5 came in B for the first time, and in A in January.
      total: 'SELECT 1, 0',
    },
    'count on another day of the range than that of the only activity': {
      ask: { metrics, from: '2024-04-08', to: '2024-04-11' },
      total: 'SELECT 1, 1, 0, 0, 0, 1',
    },
    'are taken within each value of a dimension': {
      ask: { metrics: ['active', 'fresh', 'returning', 'seenFirst'], period: '2024-03', by: ['city'] },
      rows: `SELECT r.city, count(DISTINCT r.rider), count(DISTINCT r.rider) FILTER (first_day >= '2024-03-01'),
          coalesce(sum(fare) FILTER (first_day < '2024-03-01'), 0), count(DISTINCT r.rider) FILTER (seen >= '2024-03-01')
        FROM rides AS r LEFT JOIN city_firsts AS f ON f.rider = r.rider AND f.city IS NOT DISTINCT FROM r.city
        WHERE strftime(day, '%Y-%m') = '2024-03' GROUP BY r.city`,
    },
  },
})
