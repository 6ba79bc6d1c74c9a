/** What a connection hears of its transport. */
export interface TransportEvents {
  onData(chunk: Buffer): void
  /** All that was read, MQTT or not, and the frames of a WebSocket that carry none. */
  onTraffic(bytes: number, controlFrames: number): void
  /** Whatever the reason; it hears whether the client said goodbye. */
  onClose(isGoodbye: boolean): void
}

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
  /** To be called once. */
  open(events: TransportEvents): void
  write(bytes: Buffer): void
  pause(): void
  resume(): void
  /** Lets what was written go out, then closes, within a bounded time. */
  close(): void
}
