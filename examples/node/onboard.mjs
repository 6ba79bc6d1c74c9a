// What the clients in this folder share: their settings, and the request for a pass.
//
// ONBOARDING_URL  the OnboardingUrl output of the deployment; by default that of `npm start`
// ROOT_CA         certificate that both endpoints' own chain to; set it empty to trust what the system trusts
// SIM_ADDRESS     local address to call from; with `npm start`, each loopback address is another SIM
// IOT_PORT        443 on AWS; `npm start` says which one it got
// LAYOUT          standard, or compact for a username of about half the size

import { readFileSync } from 'node:fs'
import { get } from 'node:https'

const {
  ONBOARDING_URL = 'https://localhost:8443/device-api/onboarding/mqtt/tokens',
  ROOT_CA = '.local/root-ca.pem',
  SIM_ADDRESS,
  IOT_PORT = '443',
  LAYOUT = 'standard',
} = process.env

/** PEM, or undefined to trust what the system trusts. */
export const rootCa = ROOT_CA === '' ? undefined : readFileSync(ROOT_CA, 'utf8')
export const iotPort = Number(IOT_PORT)

/** Asks for the pass of the SIM that this machine calls from. */
export const onboard = () =>
  new Promise((resolve, reject) => {
    const url = `${ONBOARDING_URL}?layout=${LAYOUT}`
    const options = { ca: rootCa, localAddress: SIM_ADDRESS, family: SIM_ADDRESS ? 4 : undefined }
    get(url, options, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(body))
        else reject(new Error(`expected status 200, got ${response.statusCode}: ${body}`))
      })
    }).on('error', reject)
  })

/** The username's parts, for SDKs that put it together themselves; the values are decoded. */
export const credentialsIn = (username) => {
  const values = new URLSearchParams(username.slice(username.indexOf('?') + 1))
  return {
    authorizerName: values.get('x-amz-customauthorizer-name'),
    tokenSignature: values.get('x-amz-customauthorizer-signature'),
    tokenKeyName: 'token',
    tokenValue: values.get('token'),
  }
}

/** `publish [topic below the ICCID] [message]` or `subscribe [topic filter below the ICCID]`. */
export const readCommand = (clientId) => {
  const [command = 'publish', topic, message = 'hello'] = process.argv.slice(2)
  if (command === 'publish')
    return { command, topic: `${clientId}/${topic ?? 'messages'}`, message }
  if (command === 'subscribe') return { command, topic: `${clientId}/${topic ?? '#'}` }
  throw new Error(`expected publish or subscribe, got ${command}`)
}
