import { regionOfArn } from '../../lambdas/adapters/region-of-arn.ts'
import { shellWord } from '../shell-word.ts'
import { type Finding, notice, ok, problem } from './finding.ts'
import { describeAge } from './judge-sync.ts'
import type { ObjectView, SecretState } from './ports.ts'

const CHECK = 'inventory source'

/** The function may what we may not, and the other way round. */
const unseen = (what: string): Finding =>
  notice(
    CHECK,
    `your credentials may not look at ${what}; the last report says whether the function can read it`,
  )

/** Whether the secret with the credentials of the operator's API has a value; nobody reads it here. */
export const judgeSecret = (stage: string, arn: string, state: SecretState): Finding => {
  const id = `--region ${shellWord(regionOfArn(arn) ?? '')} --secret-id ${shellWord(arn)}`
  switch (state) {
    case 'there':
      return ok(CHECK, `${arn} has a value`)
    case 'unseen':
      return unseen(arn)
    case 'deleted':
      return problem(
        CHECK,
        `${arn} is scheduled for deletion, and cannot be read any more`,
        `aws secretsmanager restore-secret ${id}`,
      )
    case 'empty':
      return problem(
        CHECK,
        `${arn} has no value, where {"username": …, "password": …} was expected`,
        `aws secretsmanager put-secret-value ${id} --secret-string file://<credentials>`,
      )
    case 'missing':
      return problem(
        CHECK,
        `${arn} is not there`,
        `npx cdk deploy --all -c stage=${stage} <and your other settings, with the ARN of another secret>`,
      )
  }
}

/**
 * Whether the CSV file is in S3.
 *
 * @param now in milliseconds since 1970
 */
export const judgeObject = (
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { state, changedAt }: ObjectView,
  now: number,
): Finding => {
  const url = `s3://${bucket}/${key}`
  if (state === 'unseen') return unseen(url)
  if (state === 'missing') {
    return problem(CHECK, `${url} is not there`, `aws s3 cp <file> ${shellWord(url)}`)
  }
  const age = changedAt === undefined ? '' : `, changed ${describeAge(now - changedAt)} ago`
  return ok(CHECK, `${url} is there${age}`)
}
