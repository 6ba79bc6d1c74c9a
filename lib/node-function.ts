import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type CfnFunction,
  type IFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

export interface NodeFunctionProps {
  /** The folder under `lambdas/` whose `handler.ts` exports `handler`. */
  readonly entry: string
  /** What it does, in the words of an operator who reads the Lambda console. */
  readonly description: string
  /** @default no variables; an undefined value is left out */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** @default 60 seconds, enough for a custom resource that waits for a throttled API */
  readonly timeout?: Duration
  /** In MiB; the share of a CPU grows with it. @default 256 */
  readonly memorySize?: number
}

const repositoryRoot = new URL('../', import.meta.url)

const defined = (variables: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

/** A Lambda function with this project's runtime, bundle, logs and traces, and a role that can do nothing else. */
export class NodeFunction extends Construct implements IGrantable {
  readonly function: IFunction
  readonly role: Role
  readonly grantPrincipal: IPrincipal

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id)
    const entry = fileURLToPath(new URL(`lambdas/${props.entry}/handler.ts`, repositoryRoot))
    if (!existsSync(entry)) {
      throw new Error(`expected a folder under lambdas/ with a handler.ts, got "${props.entry}"`)
    }
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      // Logs go with their function: a log group that outlives its stack is a leftover nobody looks for.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.grantPrincipal = this.role.grantPrincipal
    logGroup.grantWrite(this.role)
    this.function = new NodejsFunction(this, 'Function', {
      entry,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? Duration.seconds(60),
      memorySize: props.memorySize ?? 256,
      tracing: Tracing.ACTIVE,
      role: this.role,
      logGroup,
      environment: defined(props.environment ?? {}),
      depsLockFilePath: fileURLToPath(new URL('package-lock.json', repositoryRoot)),
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        target: 'node24',
        minify: true,
        // A map would triple what a cold start downloads; docs/decisions/0004-bundles.md says how to make one afterwards.
        sourceMap: false,
        bundleAwsSDK: true,
        logLevel: LogLevel.WARNING,
      },
    })
    // CDK names the role next to its policy in DependsOn. The policy has to be there, or a custom resource could run
    // without its permissions; cfn-lint would have the role left out, because the function refers to it anyway.
    const resource = this.function.node.defaultChild as CfnFunction
    resource.addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } })
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray has no resource level: xray:PutTraceSegments and xray:PutTelemetryRecords accept only *.',
    })
  }
}
