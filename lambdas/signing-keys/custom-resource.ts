import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import type { ExpectedClaims } from '../../domain/token-claims.ts'
import type { ResourceHandler } from '../custom-resource/cloudformation.ts'
import type { EnsureSigningKeys } from './ensure-signing-keys.ts'

/** One deployment has one set of signing keys, so an update never asks for a replacement. */
const PHYSICAL_ID = 'signing-keys'

type Properties = CloudFormationCustomResourceEvent['ResourceProperties']

const claim = (properties: Properties, name: string): string | undefined => {
  const value: unknown = properties[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new Error(`expected text or nothing as the property ${name}, got ${typeof value}`)
}

const claimsOf = (properties: Properties): ExpectedClaims => {
  const issuer = claim(properties, 'TokenIssuer')
  const audience = claim(properties, 'TokenAudience')
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  }
}

/** `Custom::SigningKeys`. Deleting does nothing: keys go, or stay, with their secret and table. */
export const createSigningKeysResource =
  (ensure: EnsureSigningKeys): ResourceHandler =>
  async (event) => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId }
    const claims = claimsOf(event.ResourceProperties)
    const previousClaims =
      event.RequestType === 'Update' ? claimsOf(event.OldResourceProperties) : {}
    const { tokenKeyId, iotCoreKeyId } = await ensure({ claims, previousClaims })
    return {
      physicalResourceId: PHYSICAL_ID,
      data: {
        TokenKeyId: tokenKeyId,
        IotCoreKeyId: iotCoreKeyId,
        // Who issues and who verifies read them from here, and so only after they were found to be the same as ever.
        ...(claims.issuer === undefined ? {} : { TokenIssuer: claims.issuer }),
        ...(claims.audience === undefined ? {} : { TokenAudience: claims.audience }),
      },
    }
  }
