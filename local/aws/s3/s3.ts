import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { AwsAccount } from '../account.ts'
import type { AwsService } from '../aws-endpoint.ts'
import { AwsServiceError, toServiceError } from '../aws-json.ts'
import type { PermissionsOf } from '../required-permissions.ts'
import { bucketFolder, openObject } from './object-file.ts'

interface ObjectName {
  readonly bucket: string
  readonly key: string
}

const objectOf = (url: string): ObjectName | undefined => {
  const [path = ''] = url.split('?')
  const [, bucket, key] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (bucket === undefined || key === undefined) return undefined
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) }
  } catch {
    // decodeURIComponent says no more than that the text is malformed.
    return undefined
  }
}

/** What would change the answer and is not emulated. */
const isPartial = ({ headers, url = '' }: IncomingMessage): boolean =>
  headers.range !== undefined ||
  Object.keys(headers).some((name) => name.startsWith('if-')) ||
  [...new URL(url, 'http://localhost').searchParams.keys()].some((name) => name !== 'x-id')

const getObject = async (
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const name = objectOf(request.url ?? '/')
  if (request.method !== 'GET' || name === undefined || isPartial(request))
    throw new AwsServiceError(
      'NotImplemented',
      `expected GetObject of a whole object, got ${request.method} ${request.url?.slice(0, 128)}`,
      501,
    )
  const folder = await bucketFolder(root, name.bucket)
  if (folder === undefined)
    throw new AwsServiceError('NoSuchBucket', 'The specified bucket does not exist', 404)
  const file = await openObject(folder, name.key)
  if (file === undefined)
    throw new AwsServiceError('NoSuchKey', 'The specified key does not exist.', 404)
  const { size, mtime } = await file.stat()
  response.writeHead(200, {
    'Content-Type': 'binary/octet-stream',
    'Content-Length': size,
    'Last-Modified': mtime.toUTCString(),
    ETag: `"${size.toString(16)}-${mtime.getTime().toString(16)}"`,
    'x-amz-request-id': randomUUID(),
  })
  // One that grows meanwhile is answered as it was.
  await pipeline(file.createReadStream({ start: 0, end: Math.max(0, size - 1) }), response)
}

const permissionsOf =
  ({ partition, accountId }: AwsAccount): PermissionsOf =>
  ({ method, url }) => {
    const name = objectOf(url)
    if (method !== 'GET' || name === undefined) return undefined
    return [
      {
        action: 's3:GetObject',
        resource: `arn:${partition}:s3:::${name.bucket}/${name.key}`,
        context: { 's3:ResourceAccount': accountId },
      },
    ]
  }

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** S3 answers in XML, and calls a missing permission by another name than other services. */
const answerError = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { name, message, statusCode } = toServiceError(error, 'InternalError')
  const isDenied = name === 'AccessDeniedException'
  const code = isDenied ? 'AccessDenied' : name
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`
  response.writeHead(isDenied ? 403 : statusCode, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(body),
    'x-amz-request-id': randomUUID(),
  })
  response.end(body)
}

/** Where a deployment's folder has the operator's buckets: one folder each. */
export const s3Folder = (directory: string): string => join(directory, 's3')

/** S3's GetObject on the files of a folder, for tables of SIMs that operators keep there. */
export const createS3 = (account: AwsAccount, root: string): AwsService => ({
  credentialScopes: ['s3'],
  targetPrefixes: [],
  permissionsOf: permissionsOf(account),
  handle: (request, response) => getObject(root, request, response),
  answerError,
})
