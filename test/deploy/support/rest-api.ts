import { ACCOUNT, CREDENTIALS } from './account.ts'

/** An emulator finds service, account and Region in this header and checks no signature. */
const authorizationFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20000101/${ACCOUNT.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`

/**
 * Calls one of the emulated APIs for which no client is among the dependencies.
 *
 * @returns the body
 */
export const callRest = async (
  endpointUrl: string,
  service: string,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const response = await fetch(`${endpointUrl}${path}`, {
    method,
    headers: { Authorization: authorizationFor(service), ...headers },
    body,
  })
  const text = await response.text()
  if (!response.ok || response.headers.has('x-amz-function-error'))
    // Not the body: a function's error may quote its event, and so a token.
    throw new Error(
      `expected success from ${service}, got ${response.status} for ${method} ${path}`,
    )
  return text
}
