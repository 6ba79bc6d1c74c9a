/** A parameter that a request validator insists on. */
export interface RequiredParameter {
  readonly location: 'header' | 'querystring'
  readonly name: string
}

/** A method with a Lambda proxy integration. */
export interface RestMethod {
  /** `ANY` stands for every method without an entry of its own. */
  readonly httpMethod: string
  readonly functionArn: string
  readonly integrationTimeoutMs: number
  readonly requiredParameters: readonly RequiredParameter[]
}

export interface RestResource {
  readonly id: string
  /** `/` or `/a/{b}/c`. */
  readonly path: string
  readonly methods: Map<string, RestMethod>
}

/** What API Gateway answers by itself for one kind of failure. */
export interface GatewayResponse {
  readonly responseType: string
  readonly statusCode?: number
  /** Static values by header name. */
  readonly headers: Readonly<Record<string, string>>
  /** Body templates by media type. */
  readonly templates: Readonly<Record<string, string>>
}

export interface RestApi {
  readonly id: string
  readonly name: string
  readonly rootResourceId: string
  readonly binaryMediaTypes: readonly string[]
  readonly resources: Map<string, RestResource>
  readonly gatewayResponses: Map<string, GatewayResponse>
}

/** A throttle of a stage, for one method or, with `*` and `/*`, for all that have none of their own. */
export interface MethodThrottle {
  readonly httpMethod: string
  readonly resourcePath: string
  readonly ratePerSecond: number
  readonly burst: number
}

export interface RestStage {
  readonly api: RestApi
  readonly name: string
  readonly deploymentId: string
  readonly variables: Readonly<Record<string, string>> | null
  readonly throttles: readonly MethodThrottle[]
}
