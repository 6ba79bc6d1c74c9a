import { quote } from '../../domain/quote.ts'

/** Where CloudFormation's presigned URLs lead to, in China too. */
const AWS_HOST = /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/
const LOOPBACK_HOST = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/

const isCloudFormations = ({ protocol, hostname, port, username, password }: URL): boolean =>
  protocol === 'https:' && AWS_HOST.test(hostname) && `${port}${username}${password}` === ''

const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && LOOPBACK_HOST.test(hostname)

/**
 * The URL that an answer may be sent to. Whoever can invoke the function writes the event, so anything else would make it
 * knock at doors of their choice.
 *
 * @throws Error that says where the URL leads to, but not the whole of it, because it is signed
 */
export const parseResponseUrl = (value: unknown, answersLoopback: boolean): URL => {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url !== null && (isCloudFormations(url) || (answersLoopback && isLoopback(url)))) return url
  throw new Error(
    `expected a ResponseURL of CloudFormation, got ${url === null ? 'no URL' : quote(`${url.protocol}//${url.host}`)}`,
  )
}
