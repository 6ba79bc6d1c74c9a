import { z } from 'zod'
import type { AuthorizerRegistry } from '../../iot-core/control-plane/authorizer-registry.ts'
import { IotError } from '../../iot-core/control-plane/iot-error.ts'
import type { ResourceTags } from '../../iot-core/control-plane/resource-tags.ts'
import { parseBody, type Route } from './rest-json.ts'

/** A list of tags in a request's body. */
export const tagList = z.array(z.object({ Key: z.string(), Value: z.string().optional() }))

const tagBody = z.object({ resourceArn: z.string(), tags: tagList })
const untagBody = z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) })

const existing = (registry: AuthorizerRegistry, resourceArn: string): string => {
  if (registry.list().some(({ arn }) => arn === resourceArn)) return resourceArn
  throw new IotError(
    'ResourceNotFoundException',
    `expected the ARN of an authorizer, got ${resourceArn.slice(0, 256)}`,
  )
}

/** TagResource, UntagResource and ListTagsForResource, for authorizers. */
export const tagRoutes = (registry: AuthorizerRegistry, tags: ResourceTags): readonly Route[] => [
  {
    method: 'POST',
    path: /^\/tags$/,
    operate: (call) => {
      const body = parseBody(call, tagBody)
      tags.add(existing(registry, body.resourceArn), body.tags)
    },
  },
  {
    method: 'POST',
    path: /^\/untag$/,
    operate: (call) => {
      const body = parseBody(call, untagBody)
      tags.remove(existing(registry, body.resourceArn), body.tagKeys)
    },
  },
  {
    method: 'GET',
    path: /^\/tags$/,
    operate: ({ query }) => ({
      tags: tags.list(existing(registry, query.get('resourceArn') ?? '')),
    }),
  },
]
