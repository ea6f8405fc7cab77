/** The columns that both summary tables have. */
const sums = {
  deposit_amount: { metric: 'depositAmount' },
  deposit_cases: { metric: 'depositCases' },
  withdraw_amount: { metric: 'withdrawAmount' },
  withdraw_cases: { metric: 'withdrawCases' },
  add_transaction: { metric: 'addTransaction' },
  deduct_transaction: { metric: 'deductTransaction' },
  bonus: { metric: 'bonus' },
  add_bonus: { metric: 'addBonus' },
  deduct_bonus: { metric: 'deductBonus' },
  bets_amount: { metric: 'betsAmount' },
  valid_amount: { metric: 'validAmount' },
  new_register: { metric: 'newRegisters' },
  new_depositor: { metric: 'newDepositors' },
  ggr: { metric: 'ggr' },
  net_profit: { metric: 'netProfit' },
  winrate: { metric: 'winrate' },
  withdrawal_rate: { metric: 'withdrawalRate' },
} as const

/** The documented summary tables, one for each currency: `bp_daily_summary_myr`. */
export const tables = {
  'bp_daily_summary_{currency}': {
    description: 'A day and a line, with a line ALL',
    grain: 'day',
    by: ['line'],
    total: 'ALL',
    columns: {
      date: { period: 'first-day' },
      line: { dimension: 'line' },
      currency: { parameter: 'currency' },
      ...sums,
      atv: { metric: 'atv' },
      hold_percentage: { metric: 'holdPercentage' },
      conversion_rate: { metric: 'conversionRate' },
    },
  },
  'bp_quarter_summary_{currency}': {
    description: 'A quarter and a line, with a line ALL',
    grain: 'quarter',
    by: ['line'],
    total: 'ALL',
    columns: {
      year: { period: 'year' },
      period: { period: 'quarter' },
      period_type: { constant: 'QUARTERLY' },
      line: { dimension: 'line' },
      currency: { parameter: 'currency' },
      ...sums,
    },
  },
} as const
