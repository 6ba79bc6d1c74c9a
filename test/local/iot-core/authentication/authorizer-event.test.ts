import { describe, expect, it } from 'vitest'
import { buildAuthorizerEvent } from '../../../../local/iot-core/authentication/authorizer-event.ts'
import { httpContext, mqttContext, TOKEN } from './support/authentication.ts'

const USERNAME = 'u?x-amz-customauthorizer-name=sim&token=a%2Eb?SDK=JavaScript&Version=1'

describe('buildAuthorizerEvent', () => {
  it('shows raw MQTT with the username as it was sent', () => {
    expect(buildAuthorizerEvent(mqttContext(USERNAME), TOKEN, true)).toEqual({
      token: TOKEN,
      signatureVerified: true,
      protocols: ['tls', 'mqtt'],
      protocolData: {
        tls: { serverName: 'localhost' },
        mqtt: { username: USERNAME, clientId: 'dev' },
      },
      connectionMetadata: { id: '2fa1742f-78c1-4ef6-9300-5ee15552d855' },
    })
  })

  it('shows MQTT over WebSocket with the upgrade request', () => {
    const http = { headers: { host: 'localhost' }, queryString: '?a=b' }

    const event = buildAuthorizerEvent({ ...mqttContext('u'), http }, TOKEN, true)

    expect(event.protocols).toEqual(['tls', 'http', 'mqtt'])
    expect(event.protocolData).toMatchObject({ http, mqtt: { username: 'u', clientId: 'dev' } })
  })

  it('leaves out what the client did not send', () => {
    const event = buildAuthorizerEvent(httpContext({ host: 'localhost' }), undefined, false)

    expect(event).toEqual({
      signatureVerified: false,
      protocols: ['tls', 'http'],
      protocolData: { http: { headers: { host: 'localhost' } } },
      connectionMetadata: { id: '2fa1742f-78c1-4ef6-9300-5ee15552d855' },
    })
  })

  it('shows an empty password, which is not the same as none', () => {
    const event = buildAuthorizerEvent(
      mqttContext(undefined, { password: new Uint8Array(0) }),
      TOKEN,
      true,
    )

    expect(event.protocolData?.mqtt).toEqual({ password: '', clientId: 'dev' })
  })

  it('shows the username without its parameters as an option', () => {
    const event = buildAuthorizerEvent(mqttContext(`${USERNAME}\nx`), TOKEN, true, {
      username: 'before-parameters',
    })

    expect(event.protocolData?.mqtt?.username).toBe('u')
  })
})
