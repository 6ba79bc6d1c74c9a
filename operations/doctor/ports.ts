import type { SyncReport } from '../../domain/inventory/sync/sync-report.ts'
import type { CallerIdentity } from '../adapters/caller-identity.ts'
import type { Authorizers, Functions, Stacks } from '../teardown/ports.ts'

/** What a device gets when it onboards. */
export interface Pass {
  readonly username: string
  readonly clientId: string
  readonly iotCoreEndpointUrl: string
}

export interface Answer {
  readonly status: number
  readonly body: string
}

export interface Tables {
  readonly sims: string
  readonly simAddresses: string
}

/** How many authorizers an account may have; undefined where Service Quotas does not tell. */
export interface AuthorizerQuotas {
  readonly all: number | undefined
  readonly active: number | undefined
}

export interface SyntheticSim {
  readonly iccid: string
  readonly address: string
}

/** The operator's inventory, as far as one SIM that does not exist needs it. */
export interface Inventory {
  /** `theirs` if a SIM of the operator's own has this ICCID or address, `busy` if another doctor's has it right now. */
  add(tables: Tables, sim: SyntheticSim): Promise<'added' | 'theirs' | 'busy'>
  /** Removes nothing that `add` has not written. */
  remove(tables: Tables, sim: SyntheticSim): Promise<void>
}

export interface AuthorizerTest {
  readonly authorizerName: string
  readonly token: string
  readonly tokenSignature: string
  readonly username: string
  readonly clientId: string
  readonly serverName: string
}

/** Who calls the device API. */
export interface ApiCaller {
  readonly sourceIp: string
  readonly headers: Readonly<Record<string, string>>
}

/** The way of a device through AWS. */
export interface DevicePath {
  /** Invokes the onboarding function as API Gateway does for this caller. */
  onboard(functionName: string, caller: ApiCaller): Promise<Answer>
  /** Asks the deployed API itself, as whoever runs this. */
  askApi(url: string): Promise<Answer>
  /** Policy documents that the authorizer gives, or undefined if it admits nobody. */
  testAuthorizer(test: AuthorizerTest): Promise<readonly string[] | undefined>
  publish(host: string, topic: string, query: string): Promise<Answer>
}

/** The rule that begins syncs. */
export interface Schedule {
  readonly name: string
  readonly isEnabled: boolean
  /** Such as `rate(15 minutes)`. */
  readonly expression: string
}

/** `unseen`: whoever runs this may not look. */
export type SecretState = 'there' | 'empty' | 'deleted' | 'missing' | 'unseen'

export interface ObjectView {
  readonly state: 'there' | 'missing' | 'unseen'
  /** In milliseconds since 1970. */
  readonly changedAt?: number
}

/** The inventory sync, seen from outside. */
export interface SyncViews {
  lastReport(runsTable: string, source: string): Promise<SyncReport | undefined>
  /** @returns undefined for a rule that is not there, or has no schedule */
  schedule(ruleName: string): Promise<Schedule | undefined>
  secret(arn: string): Promise<SecretState>
  object(bucket: string, key: string): Promise<ObjectView>
}

/** A mailbox that is subscribed to a topic. */
export interface Mailbox {
  readonly address: string
  /** Nothing reaches it before. */
  readonly isConfirmed: boolean
}

/** AWS as far as the doctor needs it. */
export interface DoctorAws {
  readonly identity: () => Promise<CallerIdentity>
  readonly region: () => Promise<string>
  readonly bootstrapVersion: () => Promise<number | undefined>
  readonly authorizerQuotas: () => Promise<AuthorizerQuotas>
  readonly stacks: Pick<Stacks, 'find' | 'resources'>
  readonly functions: Pick<Functions, 'environment'>
  readonly authorizers: Pick<Authorizers, 'list'>
  readonly inventory: Inventory
  readonly sync: SyncViews
  readonly mailboxes: (topicArn: string) => Promise<readonly Mailbox[]>
  readonly path: DevicePath
}
