import {
  activeSum,
  activity,
  churnedMembers,
  churnRate as churnRateOf,
  difference,
  existingMembers as existingMembersOf,
  members,
  money,
  multiple,
  number,
  percent,
  perDay,
  perMember,
  ratio,
  reactivatedMembers as reactivatedMembersOf,
  reactivationRate as reactivationRateOf,
  retainedMembers as retainedMembersOf,
  retentionRate as retentionRateOf,
  newMembers,
  sum,
  total,
} from 'daymark'
import { ledger, quarterTargets, register } from './sources.js'

const amount = { format: money('{currency}') }
const counted = { format: number() }
/** As documented, what is divided by nobody or by nothing is 0. */
const share = { format: percent(), whenEmpty: 0 } as const

/** A day on which an account made at least one deposit. */
const deposits = activity('deposits', {
  from: ledger,
  where: 'deposit_cases > 0',
  identities: { account: 'userkey', person: 'unique_code' },
  firstDay: { account: 'first_deposit_date' },
})

const netProfitOfRow = `coalesce(deposit_amount, 0) + coalesce(add_transaction, 0)
  - coalesce(withdraw_amount, 0) - coalesce(deduct_transaction, 0)`

const activeMembers = members(deposits, 'account', { label: 'Active members' })
const newRegisters = sum(register, 'new_register', { label: 'New registers', ...counted })
const newDepositors = sum(register, 'new_depositor', { label: 'New depositors', ...counted })
const depositAmount = sum(ledger, 'deposit_amount', { label: 'Deposit amount', ...amount })
const depositCases = sum(ledger, 'deposit_cases', { label: 'Deposit cases', ...counted })
const withdrawAmount = sum(ledger, 'withdraw_amount', { label: 'Withdraw amount', ...amount })
const withdrawCases = sum(ledger, 'withdraw_cases', { label: 'Withdraw cases', ...counted })
const addTransaction = sum(ledger, 'add_transaction', { label: 'Added transactions', ...amount })
const deductTransaction = sum(ledger, 'deduct_transaction', { label: 'Deducted transactions', ...amount })
const bonus = sum(ledger, 'bonus', { label: 'Bonus', ...amount })
const addBonus = sum(ledger, 'add_bonus', { label: 'Added bonus', ...amount })
const deductBonus = sum(ledger, 'deduct_bonus', { label: 'Deducted bonus', ...amount })
const betsAmount = sum(ledger, 'bets_amount', { label: 'Bets amount', ...amount })
const validAmount = sum(ledger, 'valid_amount', { label: 'Valid amount', ...amount })
const ggr = difference(depositAmount, withdrawAmount, { label: 'GGR', ...amount })
const netProfit = difference(total(depositAmount, addTransaction), total(withdrawAmount, deductTransaction), {
  label: 'Net profit',
  ...amount,
})
const pureUserNetProfit = sum(deposits, netProfitOfRow, {
  label: 'Pure user net profit',
  where: 'unique_code IS NOT NULL',
  ...amount,
})
const usedBonus = difference(total(bonus, addBonus), deductBonus, { label: 'Used bonus', ...amount })

/** Every KPI of the business, by the name that a question asks for. */
export const metrics = {
  activeMembers,
  pureUsers: members(deposits, 'person', { label: 'Pure users' }),
  newRegisters,
  newDepositors,
  pureMembers: difference(activeMembers, newDepositors, {
    label: 'Pure members',
    description: 'As documented, from two tables; negative where they disagree. See existingMembers.',
    flagNegative: true,
    ...counted,
  }),
  existingMembers: existingMembersOf(deposits, 'account', { label: 'Existing members' }),
  depositAmount,
  depositCases,
  withdrawAmount,
  withdrawCases,
  ggr,
  netProfit,
  pureUserNetProfit,
  netProfitOfDepositors: activeSum(deposits, 'person', {
    label: 'Net profit of depositors',
    expression: netProfitOfRow,
    ...amount,
  }),
  depositPerMember: perMember(depositAmount, activeMembers, {
    label: 'Deposit per member',
    whenEmpty: 0,
    ...amount,
  }),
  netProfitPerMember: perMember(netProfit, activeMembers, {
    label: 'Net profit per member',
    whenEmpty: 0,
    ...amount,
  }),
  purchaseFrequency: perMember(depositCases, activeMembers, {
    label: 'Purchase frequency',
    whenEmpty: 0,
    format: multiple(),
  }),
  bonusUsageRate: ratio(usedBonus, validAmount, { label: 'Bonus usage rate', ...share }),
  atv: ratio(depositAmount, depositCases, { label: 'Avg transaction value', whenEmpty: 0, ...amount }),
  winrate: ratio(ggr, depositAmount, { label: 'Winrate', ...share }),
  withdrawalRate: ratio(withdrawCases, depositCases, { label: 'Withdrawal rate', ...share }),
  holdPercentage: ratio(netProfit, validAmount, { label: 'Hold percentage', ...share }),
  conversionRate: ratio(newDepositors, newRegisters, { label: 'Conversion rate', ...share }),
  newMembers: newMembers(deposits, 'account', {
    label: 'New members',
    description: "First deposit in the range, by the ledger: the engine's own count beside newDepositors.",
  }),
  retainedMembers: retainedMembersOf(deposits, 'account', { label: 'Retained members' }),
  retentionRate: retentionRateOf(deposits, 'account', { label: 'Retention rate', ...share }),
  reactivatedMembers: reactivatedMembersOf(deposits, 'account', { label: 'Reactivated members' }),
  reactivationRate: reactivationRateOf(deposits, 'account', { label: 'Reactivation rate', ...share }),
  churnedMembers: churnedMembers(deposits, 'account', { label: 'Churned members' }),
  churnRate: churnRateOf(deposits, 'account', { label: 'Churn rate', ...share }),
  addTransaction,
  deductTransaction,
  bonus,
  addBonus,
  deductBonus,
  betsAmount,
  validAmount,
  newRegistersPerDay: perDay(newRegisters, { label: 'New registers per day', format: number(2) }),
  newDepositorsPerDay: perDay(newDepositors, { label: 'New depositors per day', format: number(2) }),
  depositAmountPerDay: perDay(depositAmount, { label: 'Deposit amount per day' }),
  depositCasesPerDay: perDay(depositCases, { label: 'Deposit cases per day', format: number(2) }),
  withdrawAmountPerDay: perDay(withdrawAmount, { label: 'Withdraw amount per day' }),
  withdrawCasesPerDay: perDay(withdrawCases, { label: 'Withdraw cases per day', format: number(2) }),
  ggrPerDay: perDay(ggr, { label: 'GGR per day' }),
  netProfitPerDay: perDay(netProfit, { label: 'Net profit per day' }),
  pureUserNetProfitPerDay: perDay(pureUserNetProfit, { label: 'Pure user net profit per day' }),
  /** Read by the board, which finds what belongs to a metric, a line and a quarter. */
  target: sum(quarterTargets, 'target', { label: 'Target', format: number(2) }),
}
