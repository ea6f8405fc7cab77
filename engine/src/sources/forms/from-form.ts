import type { Conversion } from '../conversion.js'
import type { SourceColumn } from '../source.js'
import { fromText, kindOf } from '../text-conversion.js'
import { fromNumberForm } from './number-form.js'
import { fromTimeForm } from './time-form.js'

/** How a column's text becomes a value: by the form that is declared, else strictly in the plain form of its type. */
export function fromDeclaredText({ type, form }: SourceColumn): Conversion {
  const plain = fromText(type)
  const kind = kindOf(type)
  if (form === undefined || kind === 'text' || kind === 'boolean') return plain
  if (kind === 'date' || kind === 'timestamp' || kind === 'instant')
    return fromTimeForm(form, kind, fromText('timestamp'))
  return fromNumberForm(form, plain)
}
