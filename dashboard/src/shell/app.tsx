import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { pathOf } from '../address/address.js'
import { Link } from '../address/link.js'
import { goTo, useAddress } from '../address/use-address.js'
import type { Meta } from '../api/answers.js'
import { ProjectContext } from '../api/project.js'
import { keepSessionKey } from '../api/session.js'
import { forgetAnswers, onKeyNeeded, useAnswer } from '../api/use-answer.js'
import { ExplainContext, type Explained } from '../explain/explanation.js'
import { ExplainPanel } from '../explain/explain-panel.js'
import { BoardPage } from '../pages/board-page.js'
import { SignIn } from '../pages/sign-in.js'
import { Failure } from './failure.js'
import { Header } from './header.js'
import { Problem } from './problem.js'
import { Skeleton } from './skeleton.js'

const ActivePage = lazy(() => import('../pages/active-page.js'))
const PlanPage = lazy(() => import('../pages/plan-page.js'))
const HealthPage = lazy(() => import('../pages/health-page.js'))

/** Everything: who asks, what the project has, and the page that the address names. */
export function App() {
  const [isKeyNeeded, setKeyNeeded] = useState(false)
  const [visit, setVisit] = useState(0)
  useEffect(
    () =>
      onKeyNeeded(() => {
        setKeyNeeded(true)
      }),
    [],
  )
  if (isKeyNeeded) {
    return (
      <SignIn
        onKey={(key) => {
          keepSessionKey(key)
          forgetAnswers()
          setKeyNeeded(false)
          setVisit(visit + 1)
        }}
      />
    )
  }
  return <Project key={visit} />
}

function Project() {
  const { answer: meta, error, retry } = useAnswer<Meta>({ get: 'meta' })
  if (meta === undefined) {
    return (
      <main className="page" id="content">
        {error ? <Problem error={error} onRetry={retry} /> : <Skeleton cards={12} charts={4} />}
      </main>
    )
  }
  return (
    <ProjectContext value={meta}>
      <Pages meta={meta} />
    </ProjectContext>
  )
}

function Pages({ meta }: { meta: Meta }) {
  const { address } = useAddress()
  const [figure, setFigure] = useState<Explained>()
  const [kind = '', name = ''] = address.path
  const page = `${kind}/${name}`
  const shown = useRef(page)
  useEffect(() => {
    if (kind === '') goTo(firstPage(meta), { replace: true })
    if (shown.current !== page && shown.current !== '/') document.querySelector<HTMLElement>('h1')?.focus()
    shown.current = page
  }, [kind, page, meta])
  return (
    <ExplainContext value={setFigure}>
      <a className="skip" href="#content">
        Skip to the figures
      </a>
      <Header meta={meta} />
      <main className="page" id="content" tabIndex={-1}>
        <Failure key={page}>
          <Suspense fallback={<Skeleton cards={6} charts={2} />}>
            <PageOf kind={kind} name={name} meta={meta} />
          </Suspense>
        </Failure>
      </main>
      <ExplainPanel
        figure={figure}
        onClose={() => {
          setFigure(undefined)
        }}
      />
    </ExplainContext>
  )
}

function PageOf({ kind, name, meta }: { kind: string; name: string; meta: Meta }) {
  const has = (some: readonly { readonly name: string }[]) => some.some((each) => each.name === name)
  if (kind === 'boards' && has(meta.boards)) return <BoardPage key={name} name={name} />
  if (kind === 'active' && has(meta.activities)) return <ActivePage key={name} name={name} />
  if (kind === 'plans' && has(meta.plans)) return <PlanPage key={name} name={name} />
  if (kind === 'health') return <HealthPage />
  if (kind === '') return null
  return (
    <div className="empty">
      <h1 tabIndex={-1}>There is no such page</h1>
      <p>
        {meta.project.name} has nothing at this address.{' '}
        <Link href={firstPage(meta)}>Go to the first page</Link>
      </p>
    </div>
  )
}

/** Where the pages begin: the first board, else the first activity, the first plan, or the state of the data. */
export function firstPage({ boards, activities, plans }: Meta): string {
  if (boards[0]) return pathOf(['boards', boards[0].name])
  if (activities[0]) return pathOf(['active', activities[0].name])
  return plans[0] ? pathOf(['plans', plans[0].name]) : pathOf(['health'])
}
