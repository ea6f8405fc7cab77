import { useEffect, useState } from 'react'

export type Theme = 'auto' | 'light' | 'dark'

const kept = 'daymark-theme'
const next: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' }
const says: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' }
const signs: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' }

function keptTheme(): Theme {
  const found = localStorage.getItem(kept)
  return found === 'light' || found === 'dark' ? found : 'auto'
}

/** Puts the theme that was chosen last in force, before anything is drawn. */
export function applyKeptTheme(): void {
  apply(keptTheme())
}

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** Light, dark, or as the system says. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(keptTheme)
  useEffect(() => {
    apply(theme)
    if (theme === 'auto') localStorage.removeItem(kept)
    else localStorage.setItem(kept, theme)
    window.dispatchEvent(new Event('daymark:theme'))
  }, [theme])
  return (
    <button
      type="button"
      className="button icon"
      aria-label={`Colours: ${says[theme]}. Change to ${says[next[theme]]}`}
      title={`Colours: ${says[theme]}`}
      onClick={() => {
        setTheme(next[theme])
      }}
    >
      {signs[theme]}
    </button>
  )
}

/** Counts up whenever the colours in force change, so that what is painted by script is painted anew. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const count = () => {
      setChanges((before) => before + 1)
    }
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', count)
    window.addEventListener('daymark:theme', count)
    return () => {
      system.removeEventListener('change', count)
      window.removeEventListener('daymark:theme', count)
    }
  }, [])
  return changes
}
