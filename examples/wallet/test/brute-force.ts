import type { Output, Rows, Table } from './given.js'

type Cell = string | number | null
type Data = Readonly<Record<Table, Rows>>

/** One customer's day in a channel, as often as it counts. */
interface Active {
  readonly kind: 'login' | 'trn'
  readonly channel: string
  readonly day: Cell
  readonly customer: Cell
  readonly isNew: boolean
}

const refunds = ['OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive']
const paid = [
  ...['Completed', 'ReadyToSend', 'AwaitingShipping'],
  ...['AwaitingReceive', 'AwaitingReview', 'AwaitingPayment'],
]

/** The published table's rows, counted one by one from small tables. */
export function bruteForce(data: Data): Output {
  const versions = versionsOf(data.kpay_cust_details)
  const cells = new Map<string, { key: readonly Cell[]; login?: [number, number]; trn?: [number, number] }>()
  for (const { kind, channel, day, customer, isNew } of [...logins(data), ...transactions(data)]) {
    for (const version of versions) {
      if (customer === null || day === null || version.customer !== customer) continue
      const { from, to, isAfterGap } = version
      const holds = from !== null && to !== null && from <= String(day) && String(day) <= to
      if (!holds && !(isAfterGap && from !== null && String(day) < from)) continue
      const key = [day, channel, version.level, version.trust]
      // A null in the key meets nothing of the other side.
      const text = JSON.stringify(key.includes(null) ? [...key, kind] : key)
      const cell = cells.get(text) ?? { key }
      const [total, newcomers] = cell[kind] ?? [0, 0]
      cells.set(text, { ...cell, [kind]: [total + 1, newcomers + (isNew ? 1 : 0)] })
    }
  }
  return [...cells.values()]
    .map(({ key, login, trn }) => {
      const isUnknown = trn !== undefined && String(key[0]) < '2022-01-01'
      const logged = login ?? (isUnknown ? [null, null] : [0, 0])
      return [...key, ...logged, ...(trn ?? [0, 0])].map(String).join('|')
    })
    .sort()
}

function versionsOf(rows: Rows) {
  const customers = [...new Set(rows.map(([customer]) => customer ?? null))]
  return customers.flatMap((customer) => {
    const own = rows.filter(([of]) => (of ?? null) === customer)
    const sorted = [...own].sort((a, b) => compare(a[4], b[4]) || compare(a[5], b[5]))
    return sorted.map(([, level, trust, registered, from, to], nr) => {
      const before = sorted[nr - 1]?.[5] ?? String(registered ?? '').slice(0, 10)
      const days = before === '' || from === null ? NaN : daysBetween(String(before), String(from))
      const isAfterGap = !Number.isNaN(days) && days !== 0 && days !== 1
      return {
        customer,
        level: level ?? null,
        trust: trust ?? null,
        from: text(from),
        to: text(to),
        isAfterGap,
      }
    })
  })
}

function logins(data: Data): readonly Active[] {
  const devices = data.stg_kpay_cust_device.map(([customer, day]) => ({
    channel: 'KBZPay',
    customer: customer ?? null,
    day: day ?? null,
    counts: true,
  }))
  const market = data.stg_kpay_market_customer_loginlog.map(([customer, time, role]) => ({
    channel: 'KBZPay Market',
    customer: customer ?? null,
    day: text(time)?.slice(0, 10) ?? null,
    counts: typeof role === 'string' && role !== 'Teller' && role !== 'Seller',
  }))
  const all = [...devices, ...market]
  return distinct(
    all
      .filter(({ counts }) => counts)
      .map(({ channel, customer, day }) => {
        const own = all.filter((other) => other.channel === channel && other.customer === customer)
        return { kind: 'login', channel, customer, day, isNew: day !== null && day === earliest(own) }
      }),
  )
}

function transactions(data: Data): readonly Active[] {
  const links = data.kpay_reversal_trans.map(([link]) => link ?? null)
  const isListedNowhere = (id: Cell) =>
    links.length === 0 || (id !== null && !links.includes(null) && !links.includes(id))
  const sidesOf = (table: Rows, channel: string) =>
    table.flatMap(([id, day, status, type, reason, credit, creditParty, debit, debitParty]) =>
      [
        { side: 'credit', customer: credit, party: creditParty },
        { side: 'debit', customer: debit, party: debitParty },
      ]
        .filter(({ party }) => party === 'Customer' && status === 'Completed')
        .map(({ side, customer }) => ({
          channel,
          side: channel === 'MINI APP' ? side : 'any',
          customer: customer ?? null,
          day: day ?? null,
          counts:
            isListedNowhere(id ?? null) &&
            ((type !== null && type !== 'Reversal Transaction') || refunds.includes(String(reason))) &&
            (channel === 'MINI APP' || String(day) >= '2018-08-06'),
        })),
    )
  const all = [
    ...sidesOf(data.stg_kpay_action_in_trn, 'KBZPay'),
    ...sidesOf(data.kpay_daily_mini_app_trn_detail, 'MINI APP'),
  ]
  const counted = all
    .filter(({ counts }) => counts)
    .map(({ channel, side, customer, day }) => {
      const own = all.filter((other) => other.channel === channel && other.customer === customer)
      return {
        side,
        kind: 'trn' as const,
        channel,
        customer,
        day,
        isNew: day !== null && day === earliest(own),
      }
    })
  const orders = data.market_order_sale_detail
    .filter(([, , , state]) => paid.includes(String(state)))
    .map(([day, customer, flag]) => ({
      kind: 'trn' as const,
      channel: 'KBZPay Market',
      customer: customer ?? null,
      day: day ?? null,
      isNew: flag === 'New',
    }))
  return [...distinct(counted), ...distinct(orders)]
}

function earliest(rows: readonly { readonly day: Cell }[]): Cell {
  return rows
    .map(({ day }) => day)
    .reduce((least, day) => (day !== null && (least === null || day < least) ? day : least), null)
}

function distinct<T>(rows: readonly T[]): readonly T[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
}

/** Nulls last. */
function compare(a: Cell | undefined, b: Cell | undefined): number {
  if (a === b) return 0
  if (a === null || a === undefined) return 1
  if (b === null || b === undefined) return -1
  return a < b ? -1 : 1
}

function text(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}

function daysBetween(earlier: string, later: string): number {
  return (Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / 86_400_000
}
