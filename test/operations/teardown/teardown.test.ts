import { describe, expect, it } from 'vitest'
import type { LivingStack } from '../../../operations/teardown/ports.ts'
import { resume } from '../../../operations/teardown/resume.ts'
import { surveyDeployment } from '../../../operations/teardown/survey.ts'
import { type TeardownOptions, tearDown } from '../../../operations/teardown/teardown.ts'
import { aDeployment, aStack, DEPLOYMENT, FakeCloud } from '../support/fake-cloud.ts'

const run = async (cloud: FakeCloud, changes: Partial<TeardownOptions> = {}) => {
  const lines: string[] = []
  const result = await tearDown({
    aws: cloud.aws,
    deployment: DEPLOYMENT,
    isDryRun: false,
    deletesLeftovers: false,
    isInteractive: false,
    confirm: async () => true,
    say: (line) => lines.push(line),
    sleep: async () => undefined,
    ...changes,
  })
  return { result, output: lines.join('\n') }
}

const fullCloud = (): FakeCloud => {
  const cloud = new FakeCloud()
  cloud.clientIds = ['8988280666000000001', '8988280666000000002']
  cloud.connected = new Set(['8988280666000000002'])
  cloud.resources = [
    { kind: 'table', id: 'simpass-prod-identity-Sims-1', tags: {} },
    { kind: 'table', id: 'theirs', tags: {} },
  ]
  return cloud
}

const IN_ORDER = [
  'set ISSUING=stopped',
  'deactivate simpass-prod',
  'disconnect 8988280666000000002',
  'delete simpass-prod-onboarding',
  'delete simpass-prod-authorizer',
  'delete simpass-prod-identity',
]

describe('tearDown', () => {
  it('stops issuing, stops admitting, ends sessions, and then deletes in order', async () => {
    const cloud = fullCloud()

    const { result } = await run(cloud)

    expect(cloud.changes).toEqual(IN_ORDER)
    expect(result).toBe('clean')
    expect(cloud.resources.map(({ id }) => id)).toEqual(['theirs'])
  })

  it.each(IN_ORDER.map((change, index) => [change, index] as const))(
    'ends in the same place when it was killed before "%s"',
    async (_, killBeforeChange) => {
      const cloud = fullCloud()
      cloud.killBeforeChange = killBeforeChange
      await expect(run(cloud)).rejects.toThrow('killed')
      cloud.killBeforeChange = Number.POSITIVE_INFINITY

      const { result } = await run(cloud)

      expect(cloud.changes).toEqual(IN_ORDER)
      expect(result).toBe('clean')
    },
  )

  it.each([
    ['is only to show what would go', { isDryRun: true }, 'clean'],
    ['is declined', { confirm: async () => false }, 'declined'],
  ])('changes nothing when it %s', async (_, options, expected) => {
    const cloud = fullCloud()

    const { result } = await run(cloud, options)

    expect(result).toBe(expected)
    expect(cloud.changes).toEqual([])
  })

  it('asks for the name of the stage', async () => {
    const asked: string[] = []

    await run(fullCloud(), {
      confirm: async (_, word) => {
        asked.push(word)
        return false
      },
    })

    expect(asked).toEqual(['prod'])
  })

  it('needs the rights of its last step before it stops anything', async () => {
    const cloud = fullCloud()
    Object.assign(cloud.aws, {
      taggedWith: async () => {
        throw new Error('expected tag:GetResources to be allowed, got AccessDenied')
      },
    })

    await expect(run(cloud)).rejects.toThrow('AccessDenied')
    expect(cloud.changes).toEqual([])
  })

  it('refuses before it stops anything if a stack is protected', async () => {
    const [identity, ...others] = aDeployment()
    if (identity === undefined) throw new Error('expected a stack, got none')
    const cloud = new FakeCloud([{ ...identity, isProtected: true }, ...others])

    await expect(run(cloud)).rejects.toThrow(
      /got simpass-prod-identity; .*\n.*--stack-name simpass-prod-identity/,
    )
    expect(cloud.changes).toEqual([])
  })

  it('lets go of what CloudFormation cannot delete, and removes the authorizer itself', async () => {
    const cloud = fullCloud()
    cloud.undeletable.add('Registration')

    const { result } = await run(cloud)

    expect(cloud.changes.slice(4)).toEqual([
      'delete simpass-prod-authorizer',
      'delete simpass-prod-authorizer without Registration',
      'delete simpass-prod-identity',
      'remove simpass-prod',
    ])
    expect(result).toBe('clean')
  })

  it.each([
    ['AWS::EC2::VPC', 'vpc-1'],
    ['AWS::Route53::RecordSet', 'sims.example.com'],
  ])('never lets go of what it could not find again: %s', async (type, physicalId) => {
    const cloud = fullCloud()
    cloud.stacks = [...aDeployment().slice(0, 2), aStack('onboarding', { It: [type, physicalId] })]
    cloud.undeletable.add('It')

    await expect(run(cloud)).rejects.toThrow(`${type} ${physicalId} (It)`)
    expect(cloud.stacks).toMatchObject([
      { name: 'simpass-prod-identity' },
      { name: 'simpass-prod-authorizer' },
      { name: 'simpass-prod-onboarding', status: 'DELETE_FAILED' },
    ])

    cloud.undeletable.clear()
    expect((await run(cloud)).result).toBe('clean')
  })

  it('never forgets what somebody else told CloudFormation to let go of', async () => {
    const cloud = new FakeCloud([])
    cloud.authorizers = []
    const record = aStack(
      'onboarding',
      { Record: ['AWS::Route53::RecordSet', 'sims.example.com'] },
      { status: 'DELETE_COMPLETE' },
    )
    const skipped = record.resources.map((it) => ({ ...it, status: 'DELETE_SKIPPED' }))
    cloud.deleted = [{ ...record, resources: skipped }]

    const { result, output } = await run(cloud)

    expect(result).toBe('incomplete')
    expect(output).toContain('resource AWS::Route53::RecordSet sims.example.com')
  })

  it('repairs a stack whose deletion has failed before', async () => {
    const cloud = fullCloud()
    cloud.stacks = cloud.stacks.map((stack) => ({ ...stack, status: 'DELETE_FAILED' }))

    expect((await run(cloud)).result).toBe('clean')
    expect(cloud.stacks).toEqual([])
  })

  it('finds an authorizer whose stacks are gone', async () => {
    const cloud = new FakeCloud([])

    const { result } = await run(cloud)

    expect(cloud.changes).toEqual(['deactivate simpass-prod', 'remove simpass-prod'])
    expect(result).toBe('clean')
  })

  it('leaves the authorizer of somebody else alone, whatever its name', async () => {
    const cloud = new FakeCloud([])
    cloud.authorizers = cloud.authorizers.map((view) => ({
      ...view,
      functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:theirs',
    }))

    await run(cloud)

    expect(cloud.changes).toEqual([])
  })

  it('refuses stacks that are only named like ours, and touches nothing', async () => {
    const [identity, ...others] = aDeployment()
    if (identity === undefined) throw new Error('expected a stack, got none')
    const cloud = new FakeCloud([{ ...identity, tags: { team: 'payroll' } }, ...others])

    await expect(run(cloud)).rejects.toThrow(
      'expected the stack simpass-prod-identity to have the tag simpass:stage=prod, got none',
    )
    expect(cloud.changes).toEqual([])
  })

  it('takes nothing that such a stack once made for a leftover', async () => {
    const cloud = new FakeCloud([])
    cloud.authorizers = []
    const tables = { T: ['AWS::DynamoDB::Table', 'payroll'] } as const
    cloud.deleted = [aStack('identity', tables, { status: 'DELETE_COMPLETE', tags: {} })]
    cloud.resources = [{ kind: 'table', id: 'payroll', tags: {} }]

    const { result } = await run(cloud, { deletesLeftovers: true })

    expect(result).toBe('clean')
    expect(cloud.changes).toEqual([])
  })

  it('leaves alone what was deployed while it asked', async () => {
    const cloud = new FakeCloud([])

    const running = run(cloud, {
      confirm: async () => {
        cloud.stacks = aDeployment()
        return true
      },
    })

    await expect(running).rejects.toThrow(
      'expected simpass-prod-onboarding as it was shown, got one that was deployed meanwhile',
    )
    expect(cloud.stacks).toHaveLength(3)
  })

  it('leaves alone what was deployed while it looked for leftovers', async () => {
    const cloud = fullCloud()
    cloud.stacks = []
    cloud.authorizers = []
    const id = 'simpass-prod-onboarding-Onboarding-0'
    cloud.resources = [{ kind: 'function', id, tags: { 'simpass:stage': 'prod' } }]

    const running = run(cloud, {
      isInteractive: true,
      confirm: async () => {
        cloud.stacks = aDeployment()
        return true
      },
    })

    await expect(running).rejects.toThrow('got simpass-prod-onboarding (CREATE_COMPLETE)')
    expect(cloud.changes).toEqual([])
  })

  it('leaves the sessions of SIMs alone that another stage has too', async () => {
    const cloud = fullCloud()
    const [shared = ''] = cloud.connected
    const outputs = { SimsTableName: 'blue' }
    const tags = { 'simpass:stage': 'blue' }
    cloud.stacks.push(
      aStack('identity', {}, { id: 'b', name: 'simpass-blue-identity', outputs, tags }),
    )
    cloud.otherClientIds = { blue: [shared] }

    const { output } = await run(cloud)

    expect(cloud.changes.filter((change) => change.startsWith('disconnect'))).toEqual([])
    expect((await run(cloud)).output).toContain('stages that are here: blue')
    expect(output).toContain('not those of 1 SIMs that another stage has too')
  })

  it('waits for a deployment that is under way before it stops anything', async () => {
    const cloud = fullCloud()
    cloud.stacks = cloud.stacks.map((stack) => ({ ...stack, status: 'UPDATE_IN_PROGRESS' }))
    let stopped: readonly string[] = []

    const { result } = await run(cloud, {
      sleep: async () => {
        stopped = [...cloud.changes]
        cloud.stacks = cloud.stacks.map((stack) => ({ ...stack, status: 'UPDATE_COMPLETE' }))
      },
    })

    expect(stopped).toEqual([])
    expect(cloud.changes).toEqual(IN_ORDER)
    expect(result).toBe('clean')
  })

  it('deletes a stack whose first change set nobody executed', async () => {
    const cloud = new FakeCloud([aStack('identity', {}, { status: 'REVIEW_IN_PROGRESS' })])
    cloud.authorizers = []

    expect((await run(cloud)).result).toBe('clean')
    expect(cloud.stacks).toEqual([])
  })

  it('waits where CloudFormation goes on telling how a stack was before its deletion', async () => {
    const cloud = fullCloud()
    const { find } = cloud.aws.stacks
    let stale: LivingStack | undefined
    Object.assign(cloud.aws.stacks, {
      find: async (nameOrId: string) => {
        const now = await find(nameOrId)
        const told = now?.status === 'DELETE_COMPLETE' && stale?.id === now.id ? stale : now
        stale = now
        return told
      },
    })

    expect((await run(cloud)).result).toBe('clean')
    expect(cloud.stacks).toEqual([])
  })

  it('lists an authorizer that only looks like ours', async () => {
    const cloud = new FakeCloud([])
    cloud.authorizers = cloud.authorizers.map((view) => ({ ...view, tags: {} }))

    const { output } = await run(cloud)

    expect(output).toContain('authorizer simpass-prod looks like one of this stage, and stays')
    expect(cloud.changes).toEqual([])
  })

  it('leaves the stacks of another stage alone', async () => {
    const other = aStack('identity', {}, { id: 'other', name: 'simpass-prod2-identity' })
    const cloud = new FakeCloud([...aDeployment(), other])

    await run(cloud)

    expect(cloud.stacks).toEqual([other])
  })

  it.each([
    [false, ['clear API logging', 'delete role api-logs']],
    [true, []],
  ])(
    'deletes the logging role only if no API can log with it: WebSocket APIs %s',
    async (webSocketApis, expected) => {
      const cloud = new FakeCloud([])
      const id = 'api-logs'
      const arn = `arn:aws:iam::111122223333:role/${id}`
      const stack = aStack('onboarding', { Role: ['AWS::IAM::Role', id] }, { retained: ['Role'] })
      const resources = stack.resources.map((it) => ({ ...it, status: 'DELETE_SKIPPED' }))
      cloud.authorizers = []
      cloud.deleted = [{ ...stack, status: 'DELETE_COMPLETE', resources }]
      cloud.resources = [{ kind: 'role', id, arn, tags: {} }]
      Object.assign(cloud, { loggingRole: arn, webSocketApis })

      const { result, output } = await run(cloud, { deletesLeftovers: true })

      expect(cloud.changes).toEqual(expected)
      expect(result).toBe('clean')
      // No command to paste that would switch off the logs of others.
      expect(output.includes('aws iam delete-role')).toBe(!webSocketApis)
    },
  )

  it('keeps a table that was deployed to be kept, and says how to delete it', async () => {
    const cloud = fullCloud()
    cloud.stacks = aDeployment(['Sims'])

    const { result, output } = await run(cloud, { deletesLeftovers: true })

    expect(result).toBe('clean')
    expect(cloud.resources).toHaveLength(2)
    expect(output).toContain('this will stay, because removal is "retain"\n  table simpass-prod-id')
    expect(output).toContain(
      'aws dynamodb delete-table --table-name simpass-prod-identity-Sims-1 --region eu-central-1',
    )
  })

  it.each([
    ['lists a leftover', {}, 'incomplete', 2],
    ['deletes a leftover on request', { deletesLeftovers: true }, 'clean', 1],
    ['deletes a leftover when asked', { isInteractive: true }, 'clean', 1],
  ])('%s', async (_, options, expected, count) => {
    const cloud = fullCloud()
    cloud.resources.push({
      kind: 'function',
      id: 'simpass-prod-onboarding-Onboarding-0',
      tags: { 'simpass:stage': 'prod' },
    })

    const { result, output } = await run(cloud, options)

    expect(result).toBe(expected)
    expect(cloud.resources).toHaveLength(count)
    expect(output).toContain(
      'aws lambda delete-function --function-name simpass-prod-onboarding-Onboarding-0 --region eu-central-1',
    )
  })
})

describe('resume', () => {
  it('takes back what a teardown has stopped', async () => {
    const cloud = fullCloud()
    cloud.killBeforeChange = 3
    await expect(run(cloud)).rejects.toThrow('killed')
    cloud.killBeforeChange = Number.POSITIVE_INFINITY

    await resume(cloud.aws, await surveyDeployment(cloud.aws, DEPLOYMENT), () => undefined)

    expect(cloud.authorizers).toMatchObject([{ isActive: true }])
    expect([...cloud.environments.values()]).toEqual([{ TOKEN_LIFETIME_SECONDS: '86400' }])
  })

  it.each(['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'UPDATE_IN_PROGRESS'])(
    'refuses while a stack is %s',
    async (status) => {
      const [first, ...others] = aDeployment()
      if (first === undefined) throw new Error('expected a stack, got none')
      const cloud = new FakeCloud([{ ...first, status }, ...others])

      await expect(
        resume(cloud.aws, await surveyDeployment(cloud.aws, DEPLOYMENT), () => undefined),
      ).rejects.toThrow(`got simpass-prod-identity (${status})`)
      expect(cloud.changes).toEqual([])
    },
  )

  it('lets only the authorizer of the stack admit devices again', async () => {
    const cloud = fullCloud()
    cloud.authorizers = ['simpass-prod', 'old-unsigned'].flatMap((name) =>
      cloud.authorizers.map((view) => ({ ...view, name, isActive: false })),
    )

    await resume(cloud.aws, await surveyDeployment(cloud.aws, DEPLOYMENT), () => undefined)

    expect(cloud.changes).toEqual(['activate simpass-prod'])
  })

  it('refuses a stage that is not there', async () => {
    const cloud = new FakeCloud([])

    await expect(
      resume(cloud.aws, await surveyDeployment(cloud.aws, DEPLOYMENT), () => undefined),
    ).rejects.toThrow('expected the stacks of prod, got none in eu-central-1')
    expect(cloud.changes).toEqual([])
  })

  it('refuses once a stack is gone', async () => {
    const cloud = new FakeCloud(aDeployment().slice(0, 2))
    const survey = await surveyDeployment(cloud.aws, DEPLOYMENT)

    await expect(resume(cloud.aws, survey, () => undefined)).rejects.toThrow(
      /got none named simpass-prod-onboarding/,
    )
    expect(cloud.changes).toEqual([])
  })
})
