import type { KeyId } from '../../domain/token-key.ts'
import type { ResourceHandler } from '../custom-resource/cloudformation.ts'

/** One deployment has one set of signing keys, so an update never asks for a replacement. */
const PHYSICAL_ID = 'signing-keys'

/** `Custom::SigningKeys`. Deleting does nothing: keys go, or stay, with their secret and table. */
export const createSigningKeysResource =
  (
    ensure: () => Promise<{ readonly tokenKeyId: KeyId; readonly iotCoreKeyId: KeyId }>,
  ): ResourceHandler =>
  async (event) => {
    if (event.RequestType === 'Delete') return { physicalResourceId: event.PhysicalResourceId }
    const { tokenKeyId, iotCoreKeyId } = await ensure()
    return {
      physicalResourceId: PHYSICAL_ID,
      data: { TokenKeyId: tokenKeyId, IotCoreKeyId: iotCoreKeyId },
    }
  }
