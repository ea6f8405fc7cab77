import type { Value } from './values.js'

/** The names that are set in a part of a template, and those around it. */
export class Scope {
  private readonly values = new Map<string, Value>()

  constructor(private readonly around?: Scope) {}

  get(name: string): Value | undefined {
    return this.values.has(name) ? this.values.get(name) : this.around?.get(name)
  }

  set(name: string, value: Value): void {
    this.values.set(name, value)
  }
}
