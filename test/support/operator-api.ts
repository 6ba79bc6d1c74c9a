import type { IncomingMessage, ServerResponse } from 'node:http'
import { startLoopbackServer, textOf } from './loopback-server.ts'

/** A SIM as the operator's API writes it; tests may write anything else. */
export type ApiSim = Readonly<Record<string, unknown>>

/** What happens to one request instead of an answer. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'hang' }
  | { kind: 'cut' }
  | { kind: 'body'; body: string; headers?: Record<string, string> }
  | { kind: 'endless' }

export interface ApiRequest {
  readonly path: string
  readonly page?: number
  readonly pageSize?: number
}

export const CREDENTIALS = { username: 'api-user', password: 'pass:wörd' }

/** A SIM of the documented shape, by its number. */
export const anApiSim = (number: number, changes: ApiSim = {}): ApiSim => {
  const serial = String(number).padStart(6, '0')
  return {
    iccid: `8988280666000${serial}`,
    iccid_with_luhn: `8988280666000${serial}0`,
    imsi: `901405100${serial}`,
    msisdn: `882285100${serial}`,
    imei: `0000000000${serial}`,
    status: 'Enabled',
    ip_address: `10.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`,
    label: '',
    ...changes,
  }
}

const BASIC = `Basic ${Buffer.from(`${CREDENTIALS.username}:${CREDENTIALS.password}`).toString('base64')}`

const send = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

const answerFault = (response: ServerResponse, fault: Fault): void => {
  if (fault.kind === 'status') send(response, fault.status, fault.body ?? '{}', fault.headers)
  if (fault.kind === 'body') send(response, 200, fault.body, fault.headers)
  if (fault.kind === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('[{"iccid":"89882806660000', () => response.destroy())
  }
  if (fault.kind === 'endless') {
    response.writeHead(200, { 'content-type': 'application/json', 'x-total-pages': '1' })
    const spill = (): void => {
      if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(spill))
    }
    spill()
  }
}

const grants = async (request: IncomingMessage): Promise<boolean> => {
  const body: unknown = JSON.parse(await textOf(request))
  return (
    request.method === 'POST' &&
    request.headers.authorization === BASIC &&
    JSON.stringify(body) === '{"grant_type":"client_credentials"}'
  )
}

/** A server on loopback that behaves as the operator's documented API, with faults when they are asked for. */
export const startOperatorApi = async (initial: readonly ApiSim[] = []) => {
  const state = {
    sims: [...initial],
    requests: [] as ApiRequest[],
    /** One is taken for each request of a page, or of a token; those of a token come under its own name. */
    faults: [] as Fault[],
    tokenFaults: [] as Fault[],
    /** In milliseconds since 1970: until then it answers 429 and says how long to wait. */
    busyUntil: 0,
    /** Runs before a page is answered, to change what is listed. */
    beforePage: (_page: number): void => {},
    /** Says how many pages there are. */
    totalPages: (count: number): number | string | undefined => count,
    tokens: new Set<string>(),
    tokensIssued: 0,
    /** What it answers to a token that has ended: the API itself, or a gateway before it. */
    refusesWith: 401,
    concurrent: 0,
    mostConcurrent: 0,
  }

  const answerToken = async (request: IncomingMessage, response: ServerResponse) => {
    if (!(await grants(request))) return send(response, 401, '{"statusCode":401}')
    state.tokensIssued += 1
    const token = `token-${state.tokensIssued}`
    state.tokens.add(token)
    send(response, 200, JSON.stringify({ access_token: token, token_type: 'bearer' }))
  }

  const answerPage = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const page = Number(url.searchParams.get('page') ?? 1)
    const pageSize = Math.min(Number(url.searchParams.get('pageSize') ?? 10), 100)
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!state.tokens.has(token)) {
      send(response, state.refusesWith, `{"statusCode":${state.refusesWith}}`)
      return
    }
    state.beforePage(page)
    const total = state.totalPages(Math.ceil(state.sims.length / pageSize))
    const body = JSON.stringify(state.sims.slice((page - 1) * pageSize, page * pageSize))
    send(response, 200, body, {
      'x-current-page': String(page),
      ...(total === undefined ? {} : { 'x-total-pages': String(total) }),
    })
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const isToken = url.pathname === '/management-api/oauth/token'
    const page = url.searchParams.get('page')
    const pageSize = url.searchParams.get('pageSize')
    state.requests.push({
      path: url.pathname,
      ...(page === null ? {} : { page: Number(page) }),
      ...(pageSize === null ? {} : { pageSize: Number(pageSize) }),
    })
    const fault = (isToken ? state.tokenFaults : state.faults).shift()
    if (fault !== undefined) return answerFault(response, fault)
    const busySeconds = Math.ceil((state.busyUntil - Date.now()) / 1000)
    if (busySeconds > 0) return send(response, 429, '{}', { 'retry-after': String(busySeconds) })
    if (isToken) return answerToken(request, response)
    if (url.pathname === '/management-api/v1/sims') return answerPage(request, response, url)
    send(response, 404, '{"statusCode":404}')
  }

  const { url, close } = await startLoopbackServer((request, response) => {
    state.concurrent += 1
    state.mostConcurrent = Math.max(state.mostConcurrent, state.concurrent)
    response.once('close', () => {
      state.concurrent -= 1
    })
    route(request, response).catch(() => response.destroy())
  })
  return Object.assign(state, { url: `${url}/management-api`, close })
}

export type OperatorApi = Awaited<ReturnType<typeof startOperatorApi>>
