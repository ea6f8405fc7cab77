/** The table that the team has published so far, and why its figures are not those of the metrics. */
export const references = {
  kpay_cust_dau_count: {
    title: 'Daily active customers as published',
    model: 'kpay_cust_dau_count',
    day: 'dau_date',
    dimensions: {
      channel: 'channel',
      cust_level: 'cust_level',
      cust_trust_level_detail: 'cust_trust_level_detail',
    },
    values: {
      total_login_dau_count: 'loginCustomers',
      new_login_dau_count: 'newLoginCustomers',
      total_trn_dau_count: 'transactingCustomers',
      new_trn_dau_count: 'newTransactingCustomers',
    },
    causes: {
      nullLinks:
        'NOT IN meets a null: one reversal that links to nothing leaves the wallet and the mini apps without transactions, and a transaction without an id is never counted.',
      openEnds: 'A version without a first or a last day holds on no day.',
      daysBefore:
        'A version after a gap takes every day before it, also days of earlier versions and of the gaps before those.',
      touchingDates: 'A day that two versions have, such as one on which they touch, counts in both.',
      withoutHistory: 'Activity on a day that no version takes is left out.',
      bothSides: 'A customer on both sides of a mini-app day counts twice.',
      bothFlags: 'A customer with both new and old orders on a day counts twice.',
      withoutLevel:
        'Where a level is missing, logins and transactions stand in rows of their own: null does not meet null.',
      loginsBefore2022:
        'Before 2022, when logins are not all there, they are counted as they are, and 0 or missing where there are none.',
    },
  },
} as const
