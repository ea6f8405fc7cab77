import { defineProject, folder, members, newMembers, rolling, stickinessRate } from 'daymark'
import { login, transaction } from './activities.js'
import { references } from './references.js'

/** Before 2022 the logins are not all there: what is not known is null, and not 0. */
const knownFrom = '2022-01-01'
const loginCustomers = members(login, 'customer', { knownFrom })
const transactingCustomers = members(transaction, 'customer')

export default defineProject({
  name: 'wallet',
  calendar: { timeZone: 'Asia/Yangon', weekStart: 'monday' },
  parameters: { data: folder('data', { description: 'The folder that holds the seven tables' }) },
  models: { dialect: 'redshift' },
  metrics: {
    loginCustomers,
    newLoginCustomers: newMembers(login, 'customer', { knownFrom }),
    transactingCustomers,
    newTransactingCustomers: newMembers(transaction, 'customer'),
    loginCustomers7Days: rolling(loginCustomers, 7),
    loginCustomers30Days: rolling(loginCustomers, 30),
    transactingCustomers7Days: rolling(transactingCustomers, 7),
    transactingCustomers30Days: rolling(transactingCustomers, 30),
    loginStickiness: stickinessRate(login, 'customer', { knownFrom }),
    transactionStickiness: stickinessRate(transaction, 'customer'),
  },
  references,
})
