import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose'
import { readFileSync } from 'node:fs'
import { Problem } from '../problem.js'

/** How tokens of an identity provider are checked. */
export interface TokenOptions {
  /** Shared secret of HS256 … HS512; or else `jwks`. */
  readonly secret?: string
  /** Address or file of the provider's public keys. */
  readonly jwks?: string
  readonly issuer?: string
  readonly audience?: string
  /** The claim that names the role. Default: `role`. */
  readonly roleClaim?: string
}

/** What a token says. */
export interface Token {
  readonly name: string
  /** The roles that it names. */
  readonly roles: readonly string[]
}

const [shared, ofPairs] = [
  ['HS256', 'HS384', 'HS512'],
  ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** What is wrong with the token itself. Any other error means that it could not be checked. */
const ofToken =
  /^ERR_(JWT_|JWS_|JOSE_ALG_NOT_ALLOWED$|JOSE_NOT_SUPPORTED$|JWKS_NO_MATCHING_KEY$|JWKS_MULTIPLE_MATCHING_KEYS$)/

/**
 * Checks tokens: signature, issuer, audience and time. A token without an end or without a subject is refused.
 *
 * @throws Problem `tokens-uncheckable` where the provider's keys cannot be had
 */
export function tokenCheck({
  secret,
  jwks,
  issuer,
  audience,
  roleClaim = 'role',
}: TokenOptions): (text: string) => Promise<Token | undefined> {
  const rules: JWTVerifyOptions = {
    requiredClaims: ['exp', 'sub'],
    clockTolerance: 5,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  }
  const verify = verifier({ secret, jwks }, rules)
  return async (text) => {
    try {
      const { sub, [roleClaim]: role } = await verify(text)
      return typeof sub === 'string' && sub !== '' ? { name: sub, roles: rolesIn(role) } : undefined
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError && ofToken.test(thrown.code)) return undefined
      throw new Problem(
        {
          status: 503,
          code: 'tokens-uncheckable',
          detail: 'The keys by which tokens are checked cannot be had now.',
          fix: 'Ask again later; the log of the server says why.',
        },
        { cause: thrown },
      )
    }
  }
}

/** The kind of key decides which algorithms hold, whatever the token says of itself. */
function verifier(
  { secret, jwks }: { secret: string | undefined; jwks: string | undefined },
  rules: JWTVerifyOptions,
): (text: string) => Promise<JWTPayload> {
  if (jwks !== undefined) {
    const keys = /^https?:/.test(jwks)
      ? createRemoteJWKSet(new URL(jwks))
      : createLocalJWKSet(JSON.parse(readFileSync(jwks, 'utf8')) as { keys: [] })
    return async (text) => (await jwtVerify(text, keys, { ...rules, algorithms: [...ofPairs] })).payload
  }
  const key = new TextEncoder().encode(secret ?? '')
  return async (text) => (await jwtVerify(text, key, { ...rules, algorithms: [...shared] })).payload
}

function rolesIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return [claim]
  return Array.isArray(claim) ? claim.filter((each) => typeof each === 'string') : []
}
