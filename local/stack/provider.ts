import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { z } from 'zod'
import type { ApiGateway } from '../api-gateway/api-gateway.ts'
import type { AwsAccount } from '../aws/account.ts'
import type { EventBus } from '../aws/events/event-bus.ts'
import type { FunctionRoles } from '../aws/iam/function-roles.ts'
import type { Topics } from '../aws/sns/topics.ts'
import type { LambdaService } from '../lambda/lambda-service.ts'
import type { CustomResources } from './custom-resources.ts'

/** A resource to create, its intrinsics resolved. */
export interface ResourceRequest {
  readonly stackName: string
  readonly stackId: string
  readonly logicalId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface CreatedResource {
  /** What `Ref` gives. */
  readonly ref: string
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** Outputs must not show the attributes. */
  readonly noEcho?: boolean
}

/** What resources are made of. */
export interface StackServices {
  readonly account: AwsAccount
  readonly dynamoDb: DynamoDBClient
  readonly secretsManager: SecretsManagerClient
  readonly lambda: LambdaService
  readonly functionRoles: FunctionRoles
  readonly apiGateway: ApiGateway
  readonly eventBus: EventBus
  readonly topics: Topics
  readonly customResources: CustomResources
  readonly assetPath: (objectKey: string) => string | undefined
}

/** Creates the resources of one type. */
export type ResourceProvider = (
  request: ResourceRequest,
  services: StackServices,
) => Promise<CreatedResource>

/** Reads a resource's properties; with a strict schema, one that is not accounted for is refused by name. */
export const parseProperties = <Schema extends z.ZodType>(
  schema: Schema,
  { properties }: ResourceRequest,
): z.output<Schema> => {
  const parsed = schema.safeParse(properties)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  return parsed.data
}

/** A property that is accepted because it changes nothing on one machine. */
export const withoutEffect = z.unknown().optional()
