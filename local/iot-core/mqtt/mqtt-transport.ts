/** The byte stream below one MQTT connection. */
export interface MqttTransport {
  readonly protocol: 'MQTT' | 'MQTT over WSS'
  readonly sourceIp: string
  readonly sourcePort: number
  readonly serverName?: string
  /** The upgrade request of a WebSocket. */
  readonly http?: {
    readonly headers: Readonly<Record<string, string>>
    readonly queryString: string
  }
  /** Bytes written that the client has not taken yet. */
  readonly unreadBytes: number
  /** To be called once; `onClose` follows whatever the reason, and hears whether the client said goodbye. */
  open(onData: (chunk: Buffer) => void, onClose: (isGoodbye: boolean) => void): void
  write(bytes: Buffer): void
  pause(): void
  resume(): void
  /** Lets what was written go out, then closes, within a bounded time. */
  close(): void
}
