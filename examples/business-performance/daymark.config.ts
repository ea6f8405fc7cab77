import { defineProject, folder, text } from 'daymark'
import { board } from './board.js'
import { metrics } from './metrics.js'
import { tables } from './tables.js'

export default defineProject({
  name: 'business-performance',
  calendar: { timeZone: 'Asia/Kuala_Lumpur', weekStart: 'monday' },
  parameters: {
    data: folder('data', { description: 'The folder with blue_whale_myr, new_register and bp_target' }),
    currency: text('MYR', { description: 'The currency to look at; each is a business of its own' }),
  },
  metrics,
  boards: { 'business-performance': board },
  tables,
  access: { members: ['account'] },
  targets: { from: 'target', period: 'quarter', metric: 'metric', by: { dimension: 'line', whole: 'ALL' } },
})
