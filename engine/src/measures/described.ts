/** How a number is written for people. Values themselves are never rounded by their format. */
export type Format =
  | { readonly as: 'number'; readonly decimals: number }
  | {
      readonly as: 'money'
      /** null: of each row's own currency. */
      readonly currency: string | null
      readonly symbol: string
      readonly decimals: number
    }
  | { readonly as: 'percent'; readonly decimals: number }
  | { readonly as: 'multiple'; readonly decimals: number }

/** What every measure and metric may say about itself. */
export interface Description {
  /** What people call it. Default: its name in the project. */
  readonly label?: string
  readonly description?: string
  readonly format?: Format
  /** The first day on which it is known, such as the one on which records begin. Null where an earlier day is read. */
  readonly knownFrom?: string
}
