import type { ReactNode } from 'react'

/** Something to know about what is shown, and what to do about it. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div className="notice" role="note">
      <span aria-hidden="true" className="notice-sign">
        !
      </span>
      <div>{children}</div>
    </div>
  )
}
