import { useState } from 'react'

/** A statement that can be read and copied. */
export function Sql({ says, sql, isOpen = false }: { says: string; sql: string; isOpen?: boolean }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(sql).then(() => {
      setCopied(true)
      setTimeout(() => {
        setCopied(false)
      }, 1500)
    })
  }
  return (
    <details className="sql" open={isOpen}>
      <summary>{says}</summary>
      <button type="button" className="button small copy" onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </button>
      <pre tabIndex={0} role="region" aria-label={says}>
        <code>{sql}</code>
      </pre>
    </details>
  )
}
