import { createContext, useContext } from 'react'
import type { Meta, MetaMetric } from './answers.js'

/** What the project declares; every page is drawn from it. */
export const ProjectContext = createContext<Meta | undefined>(undefined)

export function useProject(): Meta {
  const meta = useContext(ProjectContext)
  if (meta === undefined) throw new Error('a page without its project')
  return meta
}

/** A metric's label; one that is only a name in camel case is taken apart. */
export function labelOf({ name, label }: Pick<MetaMetric, 'name' | 'label'>): string {
  return label === name ? inWords(name) : label
}

/**
 * A name as words.
 *
 * @example
 * inWords('loginCustomers7Days') // 'Login customers 7 days'
 */
export function inWords(name: string): string {
  const apart = name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replaceAll(/(\d)([A-Za-z])/g, '$1 $2')
  const words = apart.split(' ').map((word) => (/^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word))
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
