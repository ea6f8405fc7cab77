import { useState, type SubmitEvent } from 'react'
import { sessionKey } from '../api/session.js'

/** Asks for an API key; it is kept for this tab only. */
export function SignIn({ onKey }: { onKey: (key: string) => void }) {
  const [key, setKey] = useState('')
  const wasRefused = sessionKey() !== null
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (key.trim() !== '') onKey(key.trim())
  }
  return (
    <main className="sign-in">
      <form className="panel" onSubmit={send}>
        <img src="/daymark.svg" alt="" width="40" height="40" />
        <h1>Daymark</h1>
        <p>
          These figures are for those who have a key. It stays in this tab and is forgotten when you close it.
        </p>
        {wasRefused && (
          <p className="problem" role="alert">
            The key was not accepted. Check it, or ask whoever runs the server for another.
          </p>
        )}
        <label>
          API key
          <input
            type="password"
            autoComplete="off"
            autoFocus
            required
            value={key}
            onChange={(event) => {
              setKey(event.target.value)
            }}
          />
        </label>
        <button type="submit" className="button primary">
          Show the figures
        </button>
      </form>
    </main>
  )
}
