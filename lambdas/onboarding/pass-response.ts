import type { APIGatewayProxyResult } from 'aws-lambda'
import Negotiator from 'negotiator'
import type { Onboarded } from './onboard.ts'

/** What a device needs besides its pass. */
export interface IotCoreAccess {
  /** Host name of the data endpoint (`iot:Data-ATS`). */
  readonly endpoint: string
  readonly rootCaUrl: string
  /** The root CA itself, for devices that ask for CSV because they parse no JSON. */
  readonly rootCaPem: string
}

const JSON_TYPE = 'application/json; charset=utf-8'
const CSV_TYPE = 'text/csv; charset=utf-8'

/** JSON unless the caller prefers CSV; a caller that wants neither gets JSON (RFC 9110, 12.5.1). */
const wantsCsv = (accept: string | undefined): boolean =>
  new Negotiator({ headers: { accept } }).mediaType([JSON_TYPE, CSV_TYPE]) === CSV_TYPE

const jsonBody = ({ iccid, pass }: Onboarded, { endpoint, rootCaUrl }: IotCoreAccess): string =>
  JSON.stringify({
    username: pass.username,
    iotCoreEndpointUrl: endpoint,
    amazonRootCaUrl: rootCaUrl,
    clientId: iccid,
  })

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`

/** One line whatever the PEM: device parsers split at commas and expect `\n` as two characters. */
const csvBody = ({ iccid, pass }: Onboarded, access: IotCoreAccess): string =>
  [
    pass.username,
    iccid,
    access.endpoint,
    access.rootCaUrl,
    access.rootCaPem.replace(/\r?\n/g, String.raw`\n`),
  ]
    .map(quoted)
    .join(',')

/**
 * The 200 of the onboarding API.
 *
 * @param accept the caller's Accept header
 */
export const passResponse = (
  onboarded: Onboarded,
  access: IotCoreAccess,
  accept: string | undefined,
): APIGatewayProxyResult => {
  const csv = wantsCsv(accept)
  const body = csv ? csvBody(onboarded, access) : jsonBody(onboarded, access)
  return {
    statusCode: 200,
    headers: {
      'Content-Type': csv ? CSV_TYPE : JSON_TYPE,
      'Cache-Control': 'no-store',
      Vary: 'Accept',
      // NumericDate, like the token's own exp.
      'Token-Expires-At': onboarded.pass.expiresAt,
    },
    body,
  }
}
