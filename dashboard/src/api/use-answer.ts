import { useCallback, useEffect, useState } from 'react'
import { DaymarkProblem } from 'daymark/client'
import { answered, type Asked } from './asked.js'

/** Where a request stands. An earlier answer stays while a newer one is fetched, or cannot be. */
export interface Answered<T> {
  readonly answer: T | undefined
  /** Why there is no newer answer. */
  readonly error: Error | undefined
  /** Whether an answer is on its way. */
  readonly isLoading: boolean
  /** Whether the answer is to an earlier request. */
  readonly isStale: boolean
  readonly retry: () => void
}

interface Held {
  readonly key: string
  readonly answer: unknown
}

/** Answers of this visit, so that going back shows what was there at once. */
const answers = new Map<string, unknown>()
const mostHeld = 60

/** Forgets what was answered, as after a build. */
export function forgetAnswers(): void {
  answers.clear()
}

const refusals = new EventTarget()

/** Whatever failed is tried again together. */
const tries = new EventTarget()

/** Calls back when the API asks for a key. */
export function onKeyNeeded(callback: () => void): () => void {
  refusals.addEventListener('key', callback)
  return () => {
    refusals.removeEventListener('key', callback)
  }
}

/** Asks the API, anew whenever what is asked changes; undefined asks nothing. */
export function useAnswer<T>(asked: Asked | undefined): Answered<T> {
  const key = asked === undefined ? '' : JSON.stringify(asked)
  const [held, setHeld] = useState<Held | undefined>(() => fromAnswers(key))
  const [failure, setFailure] = useState<{ key: string; error: Error }>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (key === '') return undefined
    const known = fromAnswers(key)
    if (known) {
      setHeld(known)
      if (attempt === 0) setFailure(undefined)
    }
    const abort = new AbortController()
    answered(JSON.parse(key) as Asked, abort.signal).then(
      (answer) => {
        keep(key, answer)
        setHeld({ key, answer })
        setFailure(undefined)
      },
      (error: unknown) => {
        if (abort.signal.aborted) return
        if (error instanceof DaymarkProblem && error.status === 401) refusals.dispatchEvent(new Event('key'))
        setFailure({ key, error: error instanceof Error ? error : new Error(String(error)) })
      },
    )
    return () => {
      abort.abort()
    }
  }, [key, attempt])
  const again = useCallback(() => {
    setFailure(undefined)
    setAttempt((before) => before + 1)
  }, [])
  const error = failure?.key === key ? failure.error : undefined
  const hasFailed = error !== undefined
  useEffect(() => {
    if (!hasFailed) return undefined
    tries.addEventListener('again', again)
    window.addEventListener('online', again)
    return () => {
      tries.removeEventListener('again', again)
      window.removeEventListener('online', again)
    }
  }, [hasFailed, again])
  const retry = useCallback(() => {
    again()
    tries.dispatchEvent(new Event('again'))
  }, [again])
  const current = held?.key === key ? held : (fromAnswers(key) ?? held)
  return {
    answer: current?.answer as T | undefined,
    error,
    isLoading: key !== '' && current?.key !== key && error === undefined,
    isStale: current !== undefined && current.key !== key,
    retry,
  }
}

function fromAnswers(key: string): Held | undefined {
  return answers.has(key) ? { key, answer: answers.get(key) } : undefined
}

function keep(key: string, answer: unknown): void {
  answers.delete(key)
  answers.set(key, answer)
  const [oldest] = answers.keys()
  if (answers.size > mostHeld && oldest !== undefined) answers.delete(oldest)
}
