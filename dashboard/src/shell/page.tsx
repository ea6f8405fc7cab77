import { useEffect, type ReactNode } from 'react'
import { useProject } from '../api/project.js'

interface PageProps {
  readonly title: string
  /** What is shown, in a line under the title. */
  readonly says?: ReactNode
  readonly controls?: ReactNode
  readonly children: ReactNode
}

/** A page: its heading, the controls that say what it is about, and what it shows. */
export function Page({ title, says, controls, children }: PageProps) {
  const { project } = useProject()
  useEffect(() => {
    document.title = `${title} · ${project.name}`
  }, [title, project.name])
  return (
    <>
      <div className="page-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          <p className="says">{says}</p>
        </div>
        {controls && <div className="controls">{controls}</div>}
      </div>
      {children}
    </>
  )
}

/** A part of a page under a heading. */
export function Panel({
  title,
  tools,
  className,
  children,
}: {
  title: string
  tools?: ReactNode
  className?: string
  children: ReactNode
}) {
  return (
    <section className={`panel ${className ?? ''}`}>
      <header className="panel-head">
        <h2>{title}</h2>
        {tools && <div className="tools">{tools}</div>}
      </header>
      {children}
    </section>
  )
}
