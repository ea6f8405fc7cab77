import { useEffect, useRef } from 'react'
import { pathOf } from '../address/address.js'
import { Link } from '../address/link.js'
import { useAddress } from '../address/use-address.js'
import type { Meta } from '../api/answers.js'
import { inWords } from '../api/project.js'
import { dayInWords, shortDay } from '../calendar/words.js'
import { firstPage } from './app.js'
import { ThemeToggle } from './theme.js'

/** The project's name, the way to its pages, and how fresh the data are. */
export function Header({ meta }: { meta: Meta }) {
  const { address } = useAddress()
  const [kind, name] = address.path
  const days = meta.freshness.days
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
  }, [kind, name])
  const entry = (at: readonly string[], says: string, isHere: boolean) => (
    <li key={at.join('/')}>
      <Link href={pathOf(at)} aria-current={isHere ? 'page' : undefined}>
        {says}
      </Link>
    </li>
  )
  const [activity] = meta.activities
  const [plan] = meta.plans
  return (
    <header className="top">
      <Link href={firstPage(meta)} className="brand" aria-label={`${inWords(meta.project.name)}, first page`}>
        <img src="/daymark.svg" alt="" width="22" height="22" />
        <span>{inWords(meta.project.name.replaceAll('-', '_'))}</span>
      </Link>
      <nav aria-label="Pages" ref={nav}>
        <ul>
          {meta.boards.map((board) =>
            entry(['boards', board.name], board.title, kind === 'boards' && name === board.name),
          )}
          {activity && entry(['active', activity.name], 'Active customers', kind === 'active')}
          {plan && entry(['plans', plan.name], 'Plan', kind === 'plans')}
          {entry(['health'], 'Data health', kind === 'health')}
        </ul>
      </nav>
      <div className="top-end">
        {days && (
          <Link href="/health" className="fresh" title={`Data up to ${dayInWords(days.to)}`}>
            <span className="dot" aria-hidden="true" />
            <span className="unseen">Data </span>to {shortDay(days.to)} {days.to.slice(0, 4)}
          </Link>
        )}
        <ThemeToggle />
      </div>
    </header>
  )
}
