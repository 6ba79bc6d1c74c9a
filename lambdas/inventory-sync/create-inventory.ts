import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { OperatorInventory } from '../../domain/inventory/ports.ts'
import { backgroundClient } from '../adapters/aws-client-settings.ts'
import { oneNceInventory } from '../adapters/one-nce/one-nce-inventory.ts'
import { operatorCredentials } from '../adapters/operator-credentials.ts'
import { s3CsvInventory } from '../adapters/s3-csv-inventory.ts'
import type { SourceSettings } from './settings.ts'

/** Patient: nobody waits for a sync. Milliseconds, and bytes. */
const API = {
  // So that 1,000,000 SIMs can be listed twice in the time of the function, at 300 ms a page.
  concurrency: 16,
  limits: { timeout: 30_000, maxBodyBytes: 1024 * 1024 },
  retry: { retries: 6, minTimeout: 500, maxTimeout: 20_000, maxRetryAfter: 60_000 },
}

/**
 * Another operator is one adapter more here.
 *
 * @param maxSims the most that fit into memory
 */
export const createInventory = (
  settings: SourceSettings,
  maxSims: number,
): ((signal: AbortSignal) => OperatorInventory) => {
  switch (settings.kind) {
    case '1nce': {
      const { url, iccidForm, credentialsSecretArn } = settings
      const credentials = operatorCredentials(
        (region) => new SecretsManagerClient({ ...backgroundClient, ...(region && { region }) }),
        credentialsSecretArn,
      )
      return oneNceInventory({ ...API, url, iccidForm, credentials, maxSims })
    }
    case 's3-csv':
      // The bucket may be in another Region, as the secret may.
      return s3CsvInventory(
        new S3Client({ ...backgroundClient, followRegionRedirects: true }),
        settings,
        maxSims,
      )
  }
}
