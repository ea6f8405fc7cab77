/** Takes the pictures in docs/screenshots from seeded data: `npm run screenshots --workspace dashboard`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from '../test/browser/chromium.js'
import { Served } from '../test/browser/served.js'

const folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
const largest = 200_000

interface Picture {
  readonly name: string
  readonly path: string
  readonly height?: number
  readonly width?: number
  readonly before?: (page: Page) => Promise<void>
}

const examples: readonly { example: string; scale: number; now: string; pictures: readonly Picture[] }[] = [
  {
    example: 'business-performance',
    scale: 0.1,
    now: '2026-01-15T14:30',
    pictures: [
      { name: 'board', path: '/boards/business-performance?period=2025-Q4', height: 800 },
      { name: 'narrow', path: '/boards/business-performance?period=2025-Q4', width: 360, height: 740 },
      {
        name: 'how-it-came-about',
        path: '/boards/business-performance?period=2025-Q4',
        before: (page) => page.locator('.card', { hasText: 'Retention rate' }).locator('.figure').click(),
      },
    ],
  },
  {
    example: 'wallet',
    scale: 0.1,
    now: '2023-06-20T14:30',
    pictures: [{ name: 'active', path: '/active/transaction?period=2023-05', height: 980 }],
  },
  {
    example: 'daily-targets',
    scale: 1,
    now: '2026-01-15T14:30',
    pictures: [
      { name: 'plan', path: '/plans/recommended?month=2026-01', height: 900 },
      { name: 'health', path: '/health', height: 560 },
    ],
  },
]

/** Only these, where names are given. */
const asked = process.argv.slice(2)

for (const { example, scale, now, pictures } of examples) {
  const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.includes(name))
  if (wanted.length === 0) continue
  const served = await Served.build(example, { scale, now })
  try {
    await served.serve()
    for (const scheme of ['light', 'dark'] as const) {
      for (const picture of wanted) await take(picture, { url: served.url, scheme })
    }
  } finally {
    await served.close()
  }
}

async function take(
  { name, path, width = 1160, height = 760, before }: Picture,
  { url, scheme }: { url: string; scheme: 'light' | 'dark' },
): Promise<void> {
  const browser = await openBrowser({ width, height, scheme })
  const page = await browser.newPage()
  await page.goto(url + path)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton, .stale') === null)
  await before?.(page)
  await page.waitForTimeout(1200)
  const image = await pictureOf(page, height)
  await browser.close()
  writeFileSync(join(folder, `${name}-${scheme}.png`), image)
  console.log(`${name}-${scheme}.png ${image.length}`)
}

/** What the window shows; of a picture that would be too large, less of its height. */
async function pictureOf(page: Page, height: number): Promise<Buffer> {
  const { width } = page.viewportSize() ?? { width: 0 }
  const image = await page.screenshot({ clip: { x: 0, y: 0, width, height } })
  return image.length < largest ? image : pictureOf(page, Math.floor(height * 0.94))
}
