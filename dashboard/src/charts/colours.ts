/** The colours of the page that a chart is painted in, as the browser works them out. */
export interface PageColours {
  readonly ink: string
  readonly faint: string
  readonly line: string
  readonly surface: string
  readonly font: string
}

/** Reads the colours in force at an element. */
export function pageColours(element: Element): PageColours {
  const probe = document.createElement('span')
  element.append(probe)
  const read = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const colours = {
    ink: read('ink'),
    faint: read('ink-3'),
    line: read('line'),
    surface: read('surface'),
    font: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return colours
}

/** Colours of series that the API gives none. */
export const seriesColours = [
  '#3B82F6',
  '#F97316',
  '#10B981',
  '#A855F7',
  '#EAB308',
  '#EC4899',
  '#14B8A6',
  '#EF4444',
  '#6366F1',
  '#84CC16',
  '#0EA5E9',
  '#A16207',
] as const

/** The n-th colour; after the last they begin anew. */
export function colourAt(index: number): string {
  return seriesColours[index % seriesColours.length] ?? seriesColours[0]
}
