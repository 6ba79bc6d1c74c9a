import type { IncomingHttpHeaders } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { inject } from 'vitest'

export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One HTTPS request on a connection of its own, trusting the deployment's root CA only. */
export const exchange = (options: RequestOptions, payload = ''): Promise<Answer> => {
  const { rootCaPem } = inject('stack')
  return new Promise((resolve, reject) => {
    const asked = request(
      // Deployments listen on IPv4 loopback, while localhost may mean ::1 first.
      { ca: rootCaPem, family: 4, agent: false, ...options },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk
        })
        response.once('error', reject)
        response.once('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body }),
        )
      },
    )
    asked.once('error', reject).end(payload)
  })
}
