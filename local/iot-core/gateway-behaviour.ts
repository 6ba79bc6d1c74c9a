/** What AWS does not say, or says in two ways: each is a choice that can be changed. */
export interface GatewayBehaviour {
  /**
   * What an MQTT 3.1.1 client gets when it is not admitted. AWS's last statement says return code 7, but
   * mosquitto and Paho print "not authorised" for 5 and have no text for 7.
   * @default 5
   */
  readonly connackRefused: 5 | 7 | 'close'
  /**
   * Status of an HTTPS publish whose credentials are refused.
   * @default 403, as AWS answers a policy denial
   */
  readonly httpUnauthorizedStatus: 401 | 403
  /**
   * Status of an HTTPS publish over 128 KB.
   * @default 413, as the service model's RequestEntityTooLargeException
   */
  readonly httpOversizeStatus: 400 | 413
  /**
   * Refuse raw MQTT without SNI, as custom authentication does; HTTPS may name the host in `Host` instead.
   * @default true
   */
  readonly requireServerName: boolean
  /**
   * How MQTT 5 learns of a denied PUBLISH (QoS 1) or SUBSCRIBE. QoS 0 has no acknowledgement, so it is always disconnected.
   * @default 'acknowledge': AWS lists 135 for PUBACK and SUBACK, and in MQTT 5 that does not end a connection
   */
  readonly mqtt5Denial: 'acknowledge' | 'acknowledge-and-disconnect' | 'disconnect'
  /**
   * The `topicfilter/` resource of `$share/<name>/<filter>`.
   * @default 'whole', which a policy for `<iccid>/*` does not allow: the choice that fails closed
   */
  readonly sharedFilterResource: 'whole' | 'filter'
  /**
   * Refuse a persistent session or a last will unless an Allow statement names it in a condition on `iot:ConnectAttributes`.
   * @default false: a statement without a condition restricts nothing
   */
  readonly connectAttributesNeedCondition: boolean
}

export const defaultBehaviour: GatewayBehaviour = {
  connackRefused: 5,
  httpUnauthorizedStatus: 403,
  httpOversizeStatus: 413,
  requireServerName: true,
  mqtt5Denial: 'acknowledge',
  sharedFilterResource: 'whole',
  connectAttributesNeedCondition: false,
}
