import { IncomingMessage } from 'node:http'
import type { AccessControl } from './access-control.ts'
import { AwsServiceError, readBody } from './aws-json.ts'
import type { PermissionsOf } from './required-permissions.ts'

const accessKeyIdOf = (authorization: string): string | undefined =>
  /Credential=([^/,\s]+)\//.exec(authorization)?.[1]

/** A request whose body was read, to be read again. */
const replay = (request: IncomingMessage, body: Buffer): IncomingMessage => {
  const again = new IncomingMessage(request.socket)
  const { method, url, headers, rawHeaders, httpVersion } = request
  // An incomplete request would take its connection with it.
  Object.assign(again, { method, url, headers, rawHeaders, httpVersion, complete: true })
  again.push(body)
  again.push(null)
  return again
}

/**
 * Lets a limited caller through to what it may do.
 *
 * @returns the request to go on with
 * @throws AwsServiceError AccessDeniedException
 */
export const authorizeRequest = async (
  request: IncomingMessage,
  permissionsOf: PermissionsOf | undefined,
  control: AccessControl,
): Promise<IncomingMessage> => {
  const accessKeyId = accessKeyIdOf(request.headers.authorization ?? '')
  if (accessKeyId === undefined || !control.restricts(accessKeyId)) return request
  const body = await readBody(request)
  const { method = '', url = '/', headers } = request
  const required = permissionsOf?.({ method, url, headers, body })
  if (required === undefined)
    throw new AwsServiceError(
      'AccessDeniedException',
      `expected a call whose permission is known here, got ${method} ${headers['x-amz-target'] ?? url}`,
    )
  for (const permission of required) control.authorize(accessKeyId, permission)
  return replay(request, body)
}
