import { existsSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'

const places = [
  process.env['DAYMARK_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where a Chromium is; undefined where there is none. */
export const chromiumPath = places.find((place) => place !== undefined && existsSync(place))

/** Why tests in a browser are left out; undefined where they can run. */
export const noChromium =
  chromiumPath === undefined
    ? 'there is no Chromium: apt-get install chromium, or name one in DAYMARK_CHROMIUM'
    : undefined

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How a window is opened. */
export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
}

/** A browser with an empty profile of its own. */
export async function openBrowser({
  width = 1280,
  height = 860,
  scheme = 'light',
}: WindowOptions = {}): Promise<BrowserContext> {
  if (chromiumPath === undefined) throw new Error(noChromium)
  const profile = mkdtempSync(join(tmpdir(), 'daymark-browser-'))
  return chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    args: flags,
    viewport: { width, height },
    colorScheme: scheme,
    acceptDownloads: true,
    locale: 'en-GB',
  })
}
