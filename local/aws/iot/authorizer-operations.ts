import { z } from 'zod'
import type { Authorizer } from '../../iot-core/control-plane/authorizer.ts'
import type { AuthorizerRegistry } from '../../iot-core/control-plane/authorizer-registry.ts'
import { refuse } from '../../iot-core/control-plane/iot-error.ts'
import { type ResourceTags, validateTags } from '../../iot-core/control-plane/resource-tags.ts'
import { paginate } from './paginate.ts'
import { booleanParameter, integerParameter } from './query-parameters.ts'
import { parseBody, type RestCall, type Route } from './rest-json.ts'
import { tagList } from './tag-operations.ts'

const updateBody = z.object({
  authorizerFunctionArn: z.string().optional(),
  tokenKeyName: z.string().optional(),
  tokenSigningPublicKeys: z.record(z.string(), z.string()).optional(),
  status: z.string().optional(),
  signingDisabled: z.boolean().optional(),
  enableCachingForHttp: z.boolean().optional(),
})

const creationBody = updateBody.extend({
  authorizerFunctionArn: z.string(),
  tags: tagList.optional(),
})

const defaultBody = z.object({ authorizerName: z.string() })

// The protocol writes times as seconds since the epoch.
const seconds = (date: Date): number => date.getTime() / 1000

const nameAndArn = ({ name, arn }: Authorizer) => ({ authorizerName: name, authorizerArn: arn })

const describe = (authorizer: Authorizer) => ({
  authorizerDescription: {
    ...nameAndArn(authorizer),
    authorizerFunctionArn: authorizer.functionArn,
    tokenKeyName: authorizer.tokenKeyName,
    tokenSigningPublicKeys: authorizer.tokenSigningPublicKeys,
    status: authorizer.status,
    creationDate: seconds(authorizer.createdAt),
    lastModifiedDate: seconds(authorizer.lastModifiedAt),
    signingDisabled: authorizer.signingDisabled,
    enableCachingForHttp: authorizer.enableCachingForHttp,
  },
})

const list = (registry: AuthorizerRegistry, { query }: RestCall) => {
  const status = query.get('status') ?? undefined
  if (status !== undefined && status !== 'ACTIVE' && status !== 'INACTIVE') {
    return refuse('status ACTIVE or INACTIVE', status)
  }
  if (booleanParameter(query, 'isAscendingOrder') === false) {
    return refuse('isAscendingOrder true, for descending order is not emulated', false)
  }
  const size = integerParameter(query, 'pageSize', [1, 250]) ?? 250
  const marker = query.get('marker') ?? undefined
  const { items, next } = paginate(registry.list(status), ({ name }) => name, size, marker)
  return { authorizers: items.map(nameAndArn), nextMarker: next }
}

/** CreateAuthorizer, UpdateAuthorizer, DescribeAuthorizer, DeleteAuthorizer, ListAuthorizers and the default authorizer's three. */
export const authorizerRoutes = (
  registry: AuthorizerRegistry,
  resourceTags: ResourceTags,
): readonly Route[] => {
  const named = /^\/authorizer\/([^/]*)$/
  const theDefault = /^\/default-authorizer$/
  const create = (call: RestCall) => {
    const { tags = [], ...creation } = parseBody(call, creationBody)
    validateTags(tags)
    const authorizer = registry.create(call.resource, creation)
    resourceTags.add(authorizer.arn, tags)
    return nameAndArn(authorizer)
  }
  const update = (call: RestCall) =>
    nameAndArn(registry.update(call.resource, parseBody(call, updateBody)))
  const remove = ({ resource }: RestCall) => {
    const { arn } = registry.describe(resource)
    registry.delete(resource)
    resourceTags.forget(arn)
  }
  const setDefault = (call: RestCall) =>
    nameAndArn(registry.setDefault(parseBody(call, defaultBody).authorizerName))
  return [
    { method: 'POST', path: named, operate: create },
    { method: 'PUT', path: named, operate: update },
    { method: 'DELETE', path: named, operate: remove },
    {
      method: 'GET',
      path: named,
      operate: ({ resource }) => describe(registry.describe(resource)),
    },
    { method: 'GET', path: /^\/authorizers\/?$/, operate: (call) => list(registry, call) },
    { method: 'POST', path: theDefault, operate: setDefault },
    { method: 'GET', path: theDefault, operate: () => describe(registry.describeDefault()) },
    { method: 'DELETE', path: theDefault, operate: () => registry.clearDefault() },
  ]
}
