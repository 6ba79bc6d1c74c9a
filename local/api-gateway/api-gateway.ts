import { randomInt } from 'node:crypto'
import { checkGatewayTemplate } from './gateway-response.ts'
import type { GatewayResponse, MethodThrottle, RestApi, RestMethod, RestStage } from './rest-api.ts'

export interface CreateRestApi {
  readonly name: string
  readonly binaryMediaTypes: readonly string[]
}

export interface CreateStage {
  readonly restApiId: string
  readonly stageName: string
  readonly deploymentId: string
  readonly variables: Readonly<Record<string, string>> | null
  readonly throttles: readonly MethodThrottle[]
  /** Whether it writes to CloudWatch Logs. */
  readonly isLogged: boolean
}

const ID_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

const newId = (length: number): string =>
  Array.from({ length }, () => ID_CHARACTERS[randomInt(ID_CHARACTERS.length)]).join('')

/** A deployment is a snapshot: what changes afterwards is not served. */
const snapshot = (api: RestApi): RestApi => ({
  ...api,
  resources: new Map(
    [...api.resources].map(([id, resource]) => [
      id,
      { ...resource, methods: new Map(resource.methods) },
    ]),
  ),
  gatewayResponses: new Map(api.gatewayResponses),
})

const required = <Value>(value: Value | undefined, what: string, id: string): Value => {
  if (value === undefined) throw new Error(`expected an existing ${what}, got ${id}`)
  return value
}

/** The REST APIs of one account and Region, as API Gateway's control plane builds them up. */
export class ApiGateway {
  readonly #apis = new Map<string, RestApi>()
  readonly #deployments = new Map<string, RestApi>()
  readonly #stages = new Map<string, RestStage>()
  /** With which all APIs of the account and Region write to CloudWatch Logs. */
  #loggingRoleArn: string | undefined

  updateAccount(loggingRoleArn: string | undefined): void {
    this.#loggingRoleArn = loggingRoleArn
  }

  createRestApi({ name, binaryMediaTypes }: CreateRestApi): RestApi {
    const rootResourceId = newId(10)
    const api: RestApi = {
      id: newId(10),
      name,
      rootResourceId,
      binaryMediaTypes,
      resources: new Map([[rootResourceId, { id: rootResourceId, path: '/', methods: new Map() }]]),
      gatewayResponses: new Map(),
    }
    this.#apis.set(api.id, api)
    return api
  }

  /** @returns the id of the resource. */
  createResource(restApiId: string, parentId: string, pathPart: string): string {
    const { resources } = this.#api(restApiId)
    const parent = required(resources.get(parentId), 'parent resource', parentId)
    const id = newId(6)
    const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`
    resources.set(id, { id, path, methods: new Map() })
    return id
  }

  putMethod(restApiId: string, resourceId: string, method: RestMethod): void {
    const { resources } = this.#api(restApiId)
    const resource = required(resources.get(resourceId), 'resource', resourceId)
    resource.methods.set(method.httpMethod, method)
  }

  putGatewayResponse(restApiId: string, response: GatewayResponse): void {
    for (const template of Object.values(response.templates)) checkGatewayTemplate(template)
    this.#api(restApiId).gatewayResponses.set(response.responseType, response)
  }

  /** @returns the id of the deployment. */
  createDeployment(restApiId: string): string {
    const id = newId(6)
    this.#deployments.set(id, snapshot(this.#api(restApiId)))
    return id
  }

  /** One front door serves every API, so that a stage's name says which one is meant. */
  createStage(stage: CreateStage): void {
    const { stageName, deploymentId, isLogged } = stage
    if (isLogged && this.#loggingRoleArn === undefined)
      throw new Error(
        `expected an AWS::ApiGateway::Account with a CloudWatchRoleArn before the stage ${stageName}, got none: CloudWatch Logs role ARN must be set in account settings to enable logging`,
      )
    if (this.#stages.has(stageName))
      throw new Error(`expected a stage name that no other API uses here, got ${stageName}`)
    this.#stages.set(stageName, {
      api: required(this.#deployments.get(deploymentId), 'deployment', deploymentId),
      name: stageName,
      deploymentId,
      variables: stage.variables,
      throttles: stage.throttles,
    })
  }

  findStage(stageName: string): RestStage | undefined {
    return this.#stages.get(stageName)
  }

  hasApi(restApiId: string): boolean {
    return this.#apis.has(restApiId)
  }

  #api(restApiId: string): RestApi {
    return required(this.#apis.get(restApiId), 'REST API', restApiId)
  }
}
