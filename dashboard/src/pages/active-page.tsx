import { useEffect, useMemo } from 'react'
import { ActiveCards } from '../active/active-cards.js'
import { activeFigures, identitiesOf } from '../active/active-figures.js'
import { ActiveOverTime } from '../active/active-over-time.js'
import { BySplit } from '../active/by-split.js'
import { Retention } from '../active/retention.js'
import { Stickiness } from '../active/stickiness.js'
import {
  addressWith,
  chosenDays,
  daysInAddress,
  filtersIn,
  pathOf,
  writtenFilters,
} from '../address/address.js'
import { Link } from '../address/link.js'
import { goTo, useAddress } from '../address/use-address.js'
import type { Answer, Question } from '../api/answers.js'
import { inWords, useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { usualMonth } from '../calendar/usual-days.js'
import { comparedInWords, rangeInWords } from '../calendar/words.js'
import { ChoiceList } from '../controls/choice-list.js'
import { ComparePicker, usualComparison } from '../controls/compare-picker.js'
import { FilterPicker } from '../controls/filter-picker.js'
import { RangePicker } from '../controls/range-picker.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { DataNotices } from '../shell/data-notices.js'
import { Page } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { Skeleton } from '../shell/skeleton.js'
import { TodayCounted } from '../shell/today-counted.js'

/** Who was active: by day, week and month, over rolling days, by channel and level, and by cohort. */
export default function ActivePage({ name }: { name: string }) {
  const meta = useProject()
  const { address, change } = useAddress()
  const identities = identitiesOf(meta, name)
  const identity = identities.find((each) => each === address.search.get('identity')) ?? identities[0] ?? ''
  const activity = meta.activities.find((each) => each.name === name)
  const mayAskRetention = activity?.retention.includes(identity) === true
  const figures = useMemo(() => activeFigures(meta, { activity: name, identity }), [meta, name, identity])
  const chosen = chosenDays(address)
  const filters = useMemo(() => filtersIn(address), [address])
  const compare = address.search.get('compare') ?? usualComparison
  useEffect(() => {
    if (chosen === undefined) goTo(addressWith(address, { period: usualMonth(meta) }), { replace: true })
  }, [chosen, address, meta])
  const about: Omit<Question, 'metrics'> = { ...chosen, ...(filters.length > 0 && { where: filters }) }
  const asked = useAnswer<Answer>(
    chosen && figures.all.length > 0
      ? { get: 'ask', question: { metrics: figures.all.map((metric) => metric.name), ...about, compare } }
      : undefined,
  )
  const { answer, error, retry, isStale } = asked
  const dimensions = figures.members?.dimensions ?? []
  return (
    <Page
      title="Active customers"
      says={
        answer && (
          <>
            <b>{rangeInWords(answer.range)}</b>
            {!answer.complete && `, ${answer.elapsed.days} of ${answer.elapsed.of} days so far`}
            {answer.total.comparison && (
              <>
                {' against '}
                <b>{comparedInWords(answer.total.comparison)}</b>
              </>
            )}
            <TodayCounted counted={answer} />
            <span className="aside">
              {' '}
              · {inWords(identity).toLowerCase()}s of the activity “{inWords(name).toLowerCase()}”, each
              counted once
            </span>
          </>
        )
      }
      controls={
        chosen && (
          <>
            <RangePicker
              chosen={chosen}
              asked={answer?.asked ?? { from: `${usualMonth(meta)}-01`, to: meta.calendar.today }}
              onChoose={(days) => {
                change(daysInAddress(days))
              }}
            />
            <ComparePicker
              rules={meta.comparisons}
              otherNames={meta.comparisonNames}
              chosen={compare}
              onChoose={(rule) => {
                change({ compare: rule === usualComparison ? null : rule })
              }}
            />
            {answer && figures.members && (
              <FilterPicker
                dimensions={dimensions}
                filters={filters}
                metric={figures.members.name}
                days={answer.asked}
                onChoose={(next) => {
                  change({ where: writtenFilters(next) })
                }}
              />
            )}
          </>
        )
      }
    >
      <div className="tabs-row">
        {meta.activities.length > 1 && (
          <nav className="tabs" aria-label="Activities">
            {meta.activities.map((activity) => (
              <Link
                key={activity.name}
                href={pathOf(['active', activity.name], address.search)}
                aria-current={activity.name === name ? 'page' : undefined}
              >
                {inWords(activity.name)}
              </Link>
            ))}
          </nav>
        )}
        {identities.length > 1 && (
          <ChoiceList
            label="Counted by"
            choices={identities.map((each) => ({ value: each, says: `by ${inWords(each).toLowerCase()}` }))}
            chosen={identity}
            onChoose={(next) => {
              change({ identity: next === identities[0] ? null : next })
            }}
          />
        )}
      </div>
      {figures.members === undefined && (
        <p className="empty">
          No metric of the project counts the members of this activity. Declare one with `members(…)`.
        </p>
      )}
      {error && (
        <Problem
          error={error}
          onRetry={retry}
          usual={addressWith(address, daysInAddress({ period: usualMonth(meta) }))}
          {...(answer && { kept: 'Below is what was read before.' })}
        />
      )}
      {answer === undefined && figures.members && error === undefined && <Skeleton cards={6} charts={2} />}
      {answer && figures.members && (
        <div className={isStale ? 'stale' : ''} aria-busy={isStale}>
          <DataNotices counted={answer} comparison={answer.total.comparison} />
          <AnswerNotes of={[answer]} />
          <ActiveCards
            answer={answer}
            figures={figures}
            members={figures.members}
            about={{ ...about, compare }}
          />
          <div className="charts">
            <ActiveOverTime figures={figures} members={figures.members} about={about} beside={answer} />
            {figures.stickiness && <Stickiness metric={figures.stickiness} about={about} beside={answer} />}
          </div>
          {dimensions.length > 0 && (
            <BySplit
              figures={figures}
              members={figures.members}
              about={about}
              compare={compare}
              beside={answer}
            />
          )}
          {mayAskRetention && (
            <Retention activity={name} identity={identity} until={answer.range.to} where={filters} />
          )}
        </div>
      )}
    </Page>
  )
}
