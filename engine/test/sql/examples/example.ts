/** An expression, and its value as text by the dialect's documentation or its own engine; null for null. */
export type Example = readonly [sql: string, value: string | null]
