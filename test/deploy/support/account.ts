import type { AwsAccount } from '../../../local/aws/account.ts'

/** The emulator takes an access key of twelve digits for the number of the account. */
export const ACCOUNT: AwsAccount = {
  partition: 'aws',
  region: 'eu-central-1',
  accountId: '111122223333',
}

/** What a client of the emulator needs to have; it checks no signature. */
export const CREDENTIALS = { accessKeyId: ACCOUNT.accountId, secretAccessKey: 'emulated' } as const
