import { RollupCache } from '../rollups/rollup-cache.js'

/** What keeps what was read of rollups, for whoever brings no cache of their own. */
export const processCache = new RollupCache()
