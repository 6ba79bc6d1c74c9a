import { z } from 'zod'
import type { ClientResponse } from './client-response.ts'

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const proxyResponseSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(headerValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
})

/** API Gateway frames the body itself. */
const OWN_HEADERS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding'])

const parseJson = (payload: string): unknown => {
  try {
    return JSON.parse(payload)
  } catch {
    // The runtime always answers JSON; anything else is as malformed as a wrong shape.
    return undefined
  }
}

const isBinary = (accept: string, binaryMediaTypes: readonly string[]): boolean => {
  const first = (accept.split(',')[0] ?? '').split(';')[0]?.trim() ?? ''
  return binaryMediaTypes.includes('*/*') || binaryMediaTypes.includes(first)
}

/**
 * Turns what a function answered into a response, or into nothing if it is malformed. A base64 body is decoded only for
 * clients that accept one of the API's binary media types; otherwise its text is the body.
 */
export const mapProxyResponse = (
  payload: string,
  accept: string,
  binaryMediaTypes: readonly string[],
): ClientResponse | undefined => {
  const parsed = proxyResponseSchema.safeParse(parseJson(payload))
  if (!parsed.success) return undefined
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.data
  const multiValueNames = new Set(
    Object.keys(multiValueHeaders ?? {}).map((name) => name.toLowerCase()),
  )
  const pairs = [
    ...Object.entries(headers ?? {}).filter(([name]) => !multiValueNames.has(name.toLowerCase())),
    ...Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
      values.map((value) => [name, value] as [string, string]),
    ),
  ].filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
  if (!pairs.some(([name]) => name.toLowerCase() === 'content-type'))
    pairs.push(['Content-Type', 'application/json'])
  const decodes = isBase64Encoded === true && isBinary(accept, binaryMediaTypes)
  return {
    statusCode,
    headers: pairs,
    body: Buffer.from(body ?? '', decodes ? 'base64' : 'utf8'),
  }
}
