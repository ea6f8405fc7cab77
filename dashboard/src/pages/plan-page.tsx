import { useEffect, useMemo } from 'react'
import { addressWith, pathOf } from '../address/address.js'
import { Link } from '../address/link.js'
import { goTo, useAddress } from '../address/use-address.js'
import type { PlanReport } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { dayInWords, monthInWords } from '../calendar/words.js'
import { ChartPanel } from '../charts/chart-panel.js'
import { AsOfPicker } from '../plan/as-of-picker.js'
import { DaysTable } from '../plan/days-table.js'
import { redistributionInWords } from '../plan/day-figures.js'
import { MethodsTable } from '../plan/methods-table.js'
import { MonthCalendar } from '../plan/month-calendar.js'
import { MonthPicker } from '../plan/month-picker.js'
import { PacePanel } from '../plan/pace-panel.js'
import { dayChart, monthChart } from '../plan/plan-charts.js'
import { Notice } from '../shell/notice.js'
import { Page } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { Skeleton } from '../shell/skeleton.js'

/** A month's target to its days: what they brought, what the days left are asked, where day and month will end. */
export default function PlanPage({ name }: { name: string }) {
  const meta = useProject()
  const { address, change } = useAddress()
  const month = address.search.get('month')
  const asOf = address.search.get('as-of')
  useEffect(() => {
    if (month === null)
      goTo(addressWith(address, { month: meta.calendar.today.slice(0, 7) }), { replace: true })
  }, [month, address, meta])
  const question = useMemo(
    () => ({ ...(month !== null && { month }), ...(asOf !== null && { asOf }) }),
    [month, asOf],
  )
  const { answer, error, retry, isStale } = useAnswer<PlanReport>(
    month === null ? undefined : { get: 'plan', name, question },
  )
  const report = answer?.plan === name ? answer : undefined
  const plan = useMemo(() => ({ name, question }), [name, question])
  const days = useMemo(() => report && monthChart(report, plan), [report, plan])
  const today = useMemo(() => report && dayChart(report), [report])
  return (
    <Page
      title={meta.plans.find((plan) => plan.name === name)?.label ?? name}
      says={
        report && (
          <>
            <b>{report.metric.label}</b> in <b>{monthInWords(report.month)}</b> as of{' '}
            {report.now.replace('T', ' ').slice(0, 16)}
            {report.dataFrom !== null && report.dataThrough !== null && (
              <span className="aside">
                {' '}
                · data from {dayInWords(report.dataFrom)} up to {dayInWords(report.dataThrough)}
              </span>
            )}
            <span className="aside">
              {report.version !== null && ` · target “${report.version}”`} · the gap is spread by{' '}
              {redistributionInWords(report)}
            </span>
          </>
        )
      }
      controls={
        month !== null && (
          <>
            <MonthPicker
              month={month}
              onChoose={(chosen) => {
                change({ month: chosen, 'as-of': null })
              }}
            />
            <AsOfPicker
              asOf={asOf}
              now={meta.calendar.now}
              onChoose={(moment) => {
                change({ 'as-of': moment })
              }}
            />
          </>
        )
      }
    >
      {meta.plans.length > 1 && (
        <div className="tabs-row">
          <nav className="tabs" aria-label="Plans">
            {meta.plans.map((plan) => (
              <Link
                key={plan.name}
                href={pathOf(['plans', plan.name], address.search)}
                aria-current={plan.name === name ? 'page' : undefined}
              >
                {plan.label}
              </Link>
            ))}
          </nav>
        </div>
      )}
      {error && (
        <Problem error={error} onRetry={retry} {...(report && { kept: 'Below is what was read before.' })} />
      )}
      {report === undefined && error === undefined && <Skeleton cards={4} charts={2} />}
      {report && days && (
        <div className={isStale ? 'stale' : ''} aria-busy={isStale}>
          {report.notices.map((notice) => (
            <Notice key={notice}>{notice}</Notice>
          ))}
          {Number(report.unallocated) > 0 && (
            <Notice>Not all of the gap fits into the days left: the rest is given to no day.</Notice>
          )}
          <PacePanel report={report} plan={plan} />
          <MonthCalendar report={report} plan={plan} weekStart={meta.calendar.weekStart} />
          <div className="charts">
            <ChartPanel data={days} height={280} />
            {today && <ChartPanel data={today} height={280} />}
          </div>
          <MethodsTable report={report} plan={plan} />
          <DaysTable report={report} plan={plan} />
        </div>
      )}
    </Page>
  )
}
