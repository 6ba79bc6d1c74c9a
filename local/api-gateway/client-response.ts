/** An answer on its way to the client. */
export interface ClientResponse {
  readonly statusCode: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}
