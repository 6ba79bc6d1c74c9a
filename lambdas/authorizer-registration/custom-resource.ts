import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import {
  type ResourceHandler,
  type ResourceResult,
  wasNeverCreated,
} from '../custom-resource/cloudformation.ts'
import type { AuthorizerSpecification, Registration } from './registration.ts'

type Properties = CloudFormationCustomResourceEvent['ResourceProperties']

const text = (properties: Properties, name: string): string => {
  const value: unknown = properties[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`expected the property ${name}, got ${typeof value}`)
}

const tags = (properties: Properties): AuthorizerSpecification['tags'] => {
  const value: unknown = properties.Tags ?? []
  if (!Array.isArray(value)) throw new Error(`expected a list as Tags, got ${typeof value}`)
  return Object.fromEntries(
    value.map((tag: Properties) => [text(tag, 'Key'), String(tag.Value ?? '')]),
  )
}

/**
 * What decides who may connect. It comes from the deployed template and not from an event, which anybody can write who may
 * invoke the function; there the same two are only what makes CloudFormation send an update.
 */
export type Authentication = Pick<AuthorizerSpecification, 'authorizerFunctionArn' | 'tokenKeyName'>

const specificationOf = (
  properties: Properties,
  authentication: Authentication,
): AuthorizerSpecification => ({
  authorizerName: text(properties, 'AuthorizerName'),
  ...authentication,
  tags: tags(properties),
})

/** The physical id is the name that was registered: in an update that undoes another one, it is the old one again. */
const requireSameName = (registered: string, requested: string): void => {
  if (requested === registered) return
  throw new Error(
    `authorizerName: expected ${registered}, which devices send, got ${requested}; a live deployment cannot change it without refusing every token that it has issued: deploy another stage with it, let devices onboard there, then remove this one`,
  )
}

const register = async (
  registration: Registration,
  authentication: Authentication,
  event: CloudFormationCustomResourceEvent,
): Promise<ResourceResult> => {
  const specification = specificationOf(event.ResourceProperties, authentication)
  const { authorizerName } = specification
  const isUpdate = event.RequestType === 'Update'
  if (isUpdate) requireSameName(event.PhysicalResourceId, authorizerName)
  const { arn } = await (isUpdate ? registration.update : registration.create)(specification)
  return {
    physicalResourceId: authorizerName,
    data: { AuthorizerName: authorizerName, AuthorizerArn: arn },
  }
}

/** `Custom::IotAuthorizer`. Its physical id is the authorizer's name. */
export const createAuthorizerResource =
  (registration: Registration, authentication: Authentication): ResourceHandler =>
  async (event) => {
    if (event.RequestType !== 'Delete') return register(registration, authentication, event)
    const { PhysicalResourceId, ResourceProperties } = event
    // In a rollback the properties can be those of another authorizer than the id, which alone says what has to go.
    if (wasNeverCreated(event)) {
      await registration.removeIfOurs(specificationOf(ResourceProperties, authentication))
    } else {
      await registration.remove(PhysicalResourceId)
    }
    return { physicalResourceId: PhysicalResourceId }
  }
