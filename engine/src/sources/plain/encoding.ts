import iconv from 'iconv-lite'
import { closestName } from '../../names/closest-name.js'

/** The encodings that exports mostly have, as they are proposed. Others that `iconv-lite` knows are taken as well. */
export const usualEncodings = [
  'utf-8',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'latin1',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
  'cp437',
  'cp850',
  'cp852',
  'cp866',
  'koi8-r',
  'koi8-u',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gbk',
  'gb18030',
  'big5',
  'utf-32',
] as const

export type UsualEncoding = (typeof usualEncodings)[number]

/** An encoding without what its names vary in: letter case, `-`, `_` and blanks. */
export function plainEncoding(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** What `iconv-lite` has by a name and is no way to write text. */
const noEncodings = new Set(['base64', 'hex', 'binary', 'internal', 'sbcs', 'dbcs', 'utf7', 'utf7imap'])

/** Why a name is no encoding, with the one that was probably meant; undefined where it is one. */
export function encodingProblem(name: string): { needs: string; closest: string | undefined } | undefined {
  const plain = plainEncoding(name)
  if (plain !== '' && !noEncodings.has(plain) && iconv.encodingExists(name)) return undefined
  return {
    needs: `an encoding, such as ${usualEncodings.slice(0, 6).join(', ')}`,
    closest: closestName(name, usualEncodings),
  }
}

/** Whether files of an encoding are read as they lie. */
export function isUtf8(encoding: string | undefined): boolean {
  return encoding === undefined || plainEncoding(encoding) === 'utf8'
}

/** A byte-order mark, as the encoding that it says. */
export type Mark = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32'

/** The byte-order mark at the start of a file. */
export function markOf(start: Uint8Array): Mark | undefined {
  const [first, second, third, fourth] = start
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'utf-32' : 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32'
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined
}

/** Whether a mark agrees with an encoding that is declared. */
export function agrees(mark: Mark, encoding: string): boolean {
  const plain = plainEncoding(encoding)
  if (mark === 'utf-16le' || mark === 'utf-16be')
    return plain === 'utf16' || plain === plainEncoding(mark) || (mark === 'utf-16le' && plain === 'ucs2')
  if (mark === 'utf-32') return plain.startsWith('utf32') || plain.startsWith('ucs4')
  return plain === 'utf8'
}

/**
 * The encoding that a file without a mark shows to be of by its start: in UTF-16 every other byte of Latin letters is zero.
 * Undefined where nothing speaks against UTF-8.
 */
export function zeroBytes(start: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const looked = start.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd < Math.max(1, looked.length / 8)) return undefined
  return odd >= even ? 'utf-16le' : 'utf-16be'
}

/** A single-byte encoding has a letter, or nothing, in each byte. */
export function isSingleByte(encoding: string): boolean {
  const plain = plainEncoding(encoding)
  return !/^(utf|ucs|cesu|shiftjis|sjis|eucjp|euckr|gb|cp93|cp94|cp95|big5|ks|windows9(?!$)|chinese|korean)/.test(
    plain,
  )
}
