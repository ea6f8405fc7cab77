import type { Column, StoredTable } from '../sql/stored-table.js'

/**
 * The table that holds the rows of a model. Its columns are as its query gives them.
 *
 * @example
 * modelTable('kpay_cust_dau_count').name // 'model_kpay_cust_dau_count'
 */
export function modelTable(model: string, columns: readonly Column[] = []): StoredTable {
  return { name: `model_${model}`, columns, order: [] }
}
