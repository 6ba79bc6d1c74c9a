/** [MQTT-2.2.1-3]; the codec leaves -1 where a packet ends before it. */
export const isPacketIdentifier = (value: number | undefined): value is number =>
  value !== undefined && value > 0
