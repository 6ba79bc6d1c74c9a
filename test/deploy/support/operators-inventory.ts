import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { CREDENTIALS } from '../../support/operator-api.ts'
import type { DeployedAws } from './deployed-aws.ts'
import { type ListedSim, toCsv } from './listed-sims.ts'

const FILE = { Bucket: 'sims-of-the-operator', Key: 'inventory.csv' }

/** Where SIMs lose their access to unless somebody confirms it, in both inventories. */
const maxShrinkShare = 0.2

/** The setting of an inventory that is read only when somebody runs it. */
export const FROM_S3 = JSON.stringify({
  ...{ kind: 's3-csv', bucket: FILE.Bucket, key: FILE.Key, maxShrinkShare },
  everyMinutes: 1440,
})

/** The setting of one that the schedule reads. */
export const fromApi = (baseUrl: string, credentialsSecretArn: string): string =>
  JSON.stringify({
    ...{ kind: '1nce', baseUrl, credentialsSecretArn, maxShrinkShare },
    everyMinutes: 1,
  })

/** Puts the file into the bucket, whatever was there. */
export const writeInventory = ({ s3 }: DeployedAws, sims: readonly ListedSim[]) =>
  s3.send(new PutObjectCommand({ ...FILE, Body: toCsv(sims) }))

/**
 * What the operator has before there is a deployment, and after it.
 *
 * @returns ARN of the secret with credentials of the API
 */
export const addOperatorsOwn = async (aws: DeployedAws): Promise<string> => {
  await aws.s3.send(new CreateBucketCommand({ Bucket: FILE.Bucket }))
  const secret = { Name: 'operator/1nce', SecretString: JSON.stringify(CREDENTIALS) }
  const { ARN = '' } = await aws.secretsManager.send(new CreateSecretCommand(secret))
  return ARN
}
