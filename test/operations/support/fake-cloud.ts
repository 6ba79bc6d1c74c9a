import type { Deployment } from '../../../operations/deployment.ts'
import type {
  AuthorizerView,
  FoundResource,
  LivingStack,
  ResourceStore,
  StackResource,
  TeardownAws,
} from '../../../operations/teardown/ports.ts'
import { LEFTOVER_KINDS } from '../../../operations/teardown/resource-kinds.ts'

export const DEPLOYMENT: Deployment = {
  stage: 'prod',
  region: 'eu-central-1',
  accountId: '111122223333',
}

export const stackId = (name: string, region = DEPLOYMENT.region): string =>
  `arn:aws:cloudformation:${region}:111122223333:stack/${name}/11111111-2222-3333-4444-555555555555`

export const functionArn = (name: string, region = DEPLOYMENT.region): string =>
  `arn:aws:lambda:${region}:111122223333:function:${name}`

export interface FakeStack extends LivingStack {
  readonly resources: readonly StackResource[]
  readonly retained: readonly string[]
}

/** A stack that stands, with resources given as `LogicalId: [type, physical id]`. */
export const aStack = (
  role: string,
  resources: Readonly<Record<string, readonly [string, string]>>,
  changes: Partial<FakeStack> = {},
): FakeStack => ({
  id: stackId(`simpass-prod-${role}`),
  name: `simpass-prod-${role}`,
  status: 'CREATE_COMPLETE',
  isProtected: false,
  outputs: {},
  tags: { 'simpass:stage': 'prod' },
  retained: [],
  resources: Object.entries(resources).map(([logicalId, [type, physicalId]]) => ({
    logicalId,
    physicalId,
    type,
    status: 'CREATE_COMPLETE',
  })),
  ...changes,
})

/** A deployment as CloudFormation makes it. */
export const aDeployment = (retained: readonly string[] = []): FakeStack[] => [
  aStack(
    'identity',
    { Sims: ['AWS::DynamoDB::GlobalTable', 'simpass-prod-identity-Sims-1'] },
    {
      outputs: { SimsTableName: 'simpass-prod-identity-Sims-1' },
      retained,
    },
  ),
  aStack(
    'authorizer',
    {
      Authorizer: ['AWS::Lambda::Function', 'simpass-prod-authorizer-Authorizer-1'],
      Registration: ['Custom::IotAuthorizer', 'simpass-prod'],
    },
    { outputs: { AuthorizerName: 'simpass-prod' } },
  ),
  aStack('onboarding', {
    Onboarding: ['AWS::Lambda::Function', 'simpass-prod-onboarding-Onboarding-1'],
  }),
]

/** An account in memory: CloudFormation deletes at once, keeps what it is told to, and knows who imports from whom. */
export class FakeCloud {
  stacks: FakeStack[]
  deleted: FakeStack[] = []
  authorizers: AuthorizerView[] = [
    {
      name: 'simpass-prod',
      functionArn: functionArn('simpass-prod-authorizer-Authorizer-1'),
      isActive: true,
      isDefault: false,
      tags: { 'simpass:stage': 'prod' },
    },
  ]
  environments = new Map<string, Readonly<Record<string, string>>>([
    ['simpass-prod-onboarding-Onboarding-1', { TOKEN_LIFETIME_SECONDS: '86400' }],
  ])
  clientIds: readonly string[] = []
  /** In the tables of other stages, by table. */
  otherClientIds: Readonly<Record<string, readonly string[]>> = {}
  connected = new Set<string>()
  resources: FoundResource[] = []
  tagged: { arn: string; tags: Record<string, string> }[] = []
  loggingRole: string | undefined
  webSocketApis = false
  /** Logical ids that CloudFormation fails to delete unless it lets go of them. */
  undeletable = new Set<string>()
  /** What was changed, in order. */
  readonly changes: string[] = []
  /** Throws before the change with this number, as if the process were killed there. */
  killBeforeChange = Number.POSITIVE_INFINITY

  constructor(stacks: FakeStack[] = aDeployment()) {
    this.stacks = stacks
  }

  private change(what: string): void {
    if (this.changes.length >= this.killBeforeChange) throw new Error('killed')
    this.changes.push(what)
  }

  private removeStack(id: string, letGo: readonly string[] = []): void {
    const stack = this.stacks.find((candidate) => candidate.id === id)
    if (stack === undefined) return
    this.change(`delete ${stack.name}${letGo.length === 0 ? '' : ` without ${letGo.join()}`}`)
    const failed = stack.resources.filter(
      ({ logicalId }) => this.undeletable.has(logicalId) && !letGo.includes(logicalId),
    )
    this.stacks = this.stacks.filter((candidate) => candidate !== stack)
    if (failed.length > 0) {
      const resources = stack.resources.map((resource) => ({
        ...resource,
        status: failed.includes(resource) ? 'DELETE_FAILED' : 'DELETE_COMPLETE',
      }))
      this.stacks.push({ ...stack, status: 'DELETE_FAILED', resources })
      return
    }
    const isGone = ({ logicalId }: StackResource) =>
      !stack.retained.includes(logicalId) && !letGo.includes(logicalId)
    this.deleted.push({
      ...stack,
      status: 'DELETE_COMPLETE',
      resources: stack.resources.map((resource) => ({
        ...resource,
        status: isGone(resource) ? 'DELETE_COMPLETE' : 'DELETE_SKIPPED',
      })),
    })
    const gone = stack.resources.filter(isGone).map(({ physicalId }) => physicalId)
    this.resources = this.resources.filter(({ id }) => !gone.includes(id))
    this.authorizers = this.authorizers.filter(({ name }) => !gone.includes(name))
    for (const name of gone) this.environments.delete(name ?? '')
  }

  private updateAuthorizer(name: string, isActive: boolean): void {
    this.change(`${isActive ? 'activate' : 'deactivate'} ${name}`)
    this.authorizers = this.authorizers.map((view) =>
      view.name === name ? { ...view, isActive, isDefault: view.isDefault && isActive } : view,
    )
  }

  readonly aws: TeardownAws = {
    stacks: {
      list: async (names) =>
        [...this.stacks, ...this.deleted].filter(({ name }) => names.includes(name)),
      living: async () => this.stacks,
      find: async (nameOrId) =>
        this.stacks.find(({ id, name }) => id === nameOrId || name === nameOrId) ??
        this.deleted.find(({ id }) => id === nameOrId),
      resources: async (id) =>
        [...this.stacks, ...this.deleted].find((stack) => stack.id === id)?.resources ?? [],
      retained: async (id) =>
        new Set([...this.stacks, ...this.deleted].find((stack) => stack.id === id)?.retained),
      remove: async (id, letGo) => this.removeStack(id, letGo),
    },
    functions: {
      environment: async (name) => this.environments.get(name),
      changeEnvironment: async (name, change) => {
        const changed = change(this.environments.get(name) ?? {})
        this.change(`set ISSUING=${changed.ISSUING ?? ''}`)
        this.environments.set(name, changed)
      },
    },
    authorizers: {
      list: async () => this.authorizers,
      deactivate: async (name) => this.updateAuthorizer(name, false),
      activate: async (name) => this.updateAuthorizer(name, true),
      remove: async (name) => {
        this.change(`remove ${name}`)
        this.authorizers = this.authorizers.filter((view) => view.name !== name)
      },
    },
    sessions: {
      clientIds: async (table) => this.otherClientIds[table] ?? this.clientIds,
      disconnect: async (clientId) => {
        if (this.connected.has(clientId)) this.change(`disconnect ${clientId}`)
        return this.connected.delete(clientId)
      },
    },
    stores: LEFTOVER_KINDS.map(
      (kind): ResourceStore => ({
        kind,
        list: async (isWanted) =>
          this.resources.filter(
            (resource) =>
              resource.kind === kind &&
              [resource.id, resource.name, resource.arn].some((text) => isWanted(text ?? '')),
          ),
        remove: async ({ id }) => {
          this.change(`delete ${kind} ${id}`)
          this.resources = this.resources.filter((resource) => resource.id !== id)
        },
      }),
    ),
    taggedWith: async () => this.tagged,
    apiLogging: {
      roleArn: async () => this.loggingRole,
      hasWebSocketApis: async () => this.webSocketApis,
      clear: async () => {
        this.change('clear API logging')
        this.loggingRole = undefined
      },
    },
  }
}
