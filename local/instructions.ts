import type { Endpoints } from './endpoints-file.ts'

/** Examples take what AWS has; this is how to tell them otherwise. */
const settings = ({ onboardingUrl, iot, rootCa }: Endpoints): string =>
  [
    ['ONBOARDING_URL', onboardingUrl, DEFAULT_ONBOARDING_URL],
    ['ROOT_CA', rootCa, '.local/root-ca.pem'],
    ['IOT_PORT', String(iot.port), '443'],
  ]
    .filter(([, value, usual]) => value !== usual)
    .map(([name, value]) => ` ${name}=${value}`)
    .join('')

const DEFAULT_ONBOARDING_URL = 'https://localhost:8443/device-api/onboarding/mqtt/tokens'

/** What to paste into a shell once everything is up. */
export const instructions = (endpoints: Endpoints): string => {
  const { onboardingUrl, iot, rootCa, sims, tap } = endpoints
  const [first, , third] = sims
  const curl = `curl --cacert ${rootCa}`
  const { hostname } = new URL(onboardingUrl)
  // To another host the system calls from another address, which no demo SIM has.
  const asFirst = hostname === 'localhost' ? '' : ` --interface ${first?.address}`
  const exported = settings(endpoints)
  const mqtt = `-h ${iot.host} -p ${iot.port} --tls-alpn mqtt --cafile ${rootCa} -i ${first?.iccid} -u "$username"`
  return `
a token for the SIM at ${first?.address}:
  ${curl} -i${asFirst} ${onboardingUrl}
and for the SIM at ${third?.address}:
  ${curl} -i --interface ${third?.address} ${onboardingUrl}

its username alone, from the CSV answer:
  username=$(${curl} -s${asFirst} -H 'Accept: text/csv' ${onboardingUrl} | cut -d '"' -f 2)

watch every topic (one client id has one session, so an operator watches here):
  mosquitto_sub -h ${tap.host} -p ${tap.port} -t '#' -v

publish as the SIM, over MQTT and over HTTPS:
  mosquitto_pub ${mqtt} -t "${first?.iccid}/test" -q 1 -m hello
  ${curl} "https://${iot.host}:${iot.port}/topics/${first?.iccid}/messages?qos=1&\${username#*\\?}" -H "username: $username" -d '{"data": "Lorem Ipsum"}'

receive as the SIM:
  mosquitto_sub ${mqtt} -t "${first?.iccid}/#" -v
${
  exported === ''
    ? ''
    : `
before you run the examples, whose defaults are other ones:\n  export${exported}\n`
}`
}
