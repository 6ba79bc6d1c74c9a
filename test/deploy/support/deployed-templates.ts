import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { STAGE_TAG } from '../../../operations/deployment.ts'
import type { DeployedAws } from './deployed-aws.ts'
import type { Deployment } from './deployment.ts'

const ROLES = ['identity', 'authorizer', 'onboarding'] as const

/** What the CLI last uploaded for a stage: the same stacks once more take seconds. */
export const readTemplates = ({ directory }: Deployment, stage: string) =>
  ROLES.map((role) => ({
    stage,
    name: `simpass-${stage}-${role}`,
    body: readFileSync(
      join(directory, 'cdk.out', `simpass-${stage}-${role}.template.json`),
      'utf8',
    ),
  }))

/** Creates stacks as the CLI does, one after the other. */
export const createStacks = async (
  { cloudFormation: client }: DeployedAws,
  templates: ReturnType<typeof readTemplates>,
): Promise<void> => {
  for (const { stage, name, body } of templates) {
    await client.send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: body,
        Tags: [{ Key: STAGE_TAG, Value: stage }],
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      }),
    )
    await waitUntilStackCreateComplete(
      { client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 1 },
      { StackName: name },
    )
  }
}
