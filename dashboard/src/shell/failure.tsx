import { Component, type ReactNode } from 'react'
import { Problem } from './problem.js'

/** Keeps a part of the page that fails from taking the rest with it. */
export class Failure extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <Problem
        error={error}
        onRetry={() => {
          location.reload()
        }}
      />
    )
  }
}
