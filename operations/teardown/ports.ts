import type { LeftoverKind, TaggedOnlyKind } from './resource-kinds.ts'

/** One stack, living or deleted in the last 90 days; a name may have had several. */
export interface StackGeneration {
  readonly id: string
  readonly name: string
  /** As CloudFormation words it, such as `CREATE_COMPLETE`. */
  readonly status: string
}

/** What only a living stack has. */
export interface LivingStack extends StackGeneration {
  readonly statusReason?: string
  readonly outputs: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** CloudFormation refuses to delete it. */
  readonly isProtected: boolean
}

export interface StackResource {
  readonly logicalId: string
  /** Absent as long as CloudFormation has not made it. */
  readonly physicalId?: string
  readonly type: string
  readonly status: string
  readonly statusReason?: string
}

/** CloudFormation. */
export interface Stacks {
  /** Living and deleted ones with one of these names. */
  list(names: readonly string[]): Promise<readonly StackGeneration[]>
  /** All living ones of the account and Region. */
  living(): Promise<readonly LivingStack[]>
  /** By its name a living one, by its id also one that was deleted. */
  find(nameOrId: string): Promise<LivingStack | undefined>
  resources(id: string): Promise<readonly StackResource[]>
  /** Logical ids that the template tells CloudFormation to keep. */
  retained(id: string): Promise<ReadonlySet<string>>
  /** Begins the deletion; `retain` is for a stack whose last deletion failed. */
  remove(id: string, retain?: readonly string[]): Promise<void>
}

/** The few settings of Lambda functions that matter here. */
export interface Functions {
  /** Undefined if there is no such function. */
  environment(name: string): Promise<Readonly<Record<string, string>> | undefined>
  /** Changes what is there at that moment, whoever else changes it too. Returns once it is in effect. */
  changeEnvironment(
    name: string,
    change: (variables: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
  ): Promise<void>
}

export interface AuthorizerView {
  readonly name: string
  readonly functionArn: string
  readonly isActive: boolean
  readonly isDefault: boolean
  readonly tags: Readonly<Record<string, string>>
}

/** Custom authorizers of AWS IoT Core. */
export interface Authorizers {
  list(): Promise<readonly AuthorizerView[]>
  /** Also clears it as the default one. */
  deactivate(name: string): Promise<void>
  activate(name: string): Promise<void>
  remove(name: string): Promise<void>
}

export interface Sessions {
  /** ICCIDs in a table of SIMs; none if the table is gone. */
  clientIds(simsTable: string): Promise<readonly string[]>
  /** Whether a client of that id was connected. */
  disconnect(clientId: string): Promise<boolean>
}

/** Something that one of the stacks could have made. */
export interface FoundResource {
  readonly kind: LeftoverKind | TaggedOnlyKind
  /** What API calls know it by. */
  readonly id: string
  /** What people know it by, if that is not its id. */
  readonly name?: string
  readonly arn?: string
  readonly tags: Readonly<Record<string, string>>
  /** Names of a role's inline policies. */
  readonly inlinePolicies?: readonly string[]
  /** ARNs of a role's managed policies. */
  readonly attachedPolicies?: readonly string[]
  /** Ids of a rule's targets, without which it can be deleted. */
  readonly targets?: readonly string[]
  /** Whether all REST and WebSocket APIs of the Region write logs with this role. */
  readonly isApiLogging?: boolean
}

/** One kind of resource in one service. */
export interface ResourceStore {
  readonly kind: LeftoverKind
  /** Those whose id, name or ARN is wanted; the others of the account are not asked about. */
  list(isWanted: (text: string) => boolean): Promise<readonly FoundResource[]>
  /** Nothing to do if it is gone. */
  remove(resource: FoundResource): Promise<void>
}

export interface TaggedResource {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
}

/** The account's setting with which all REST and WebSocket APIs of the Region write logs. */
export interface ApiLogging {
  roleArn(): Promise<string | undefined>
  hasWebSocketApis(): Promise<boolean>
  clear(): Promise<void>
}

/** AWS as far as a teardown needs it. */
export interface TeardownAws {
  readonly stacks: Stacks
  readonly functions: Functions
  readonly authorizers: Authorizers
  readonly sessions: Sessions
  readonly stores: readonly ResourceStore[]
  readonly taggedWith: (key: string, value: string) => Promise<readonly TaggedResource[]>
  readonly apiLogging: ApiLogging
}
