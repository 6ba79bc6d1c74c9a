import type { Endpoints } from './endpoints-file.ts'

/** What to paste into a shell once everything is up. */
export const instructions = ({ onboardingUrl, iot, rootCa, sims, tap }: Endpoints): string => {
  const [first, , third] = sims
  const curl = `curl --cacert ${rootCa}`
  const mqtt = `-h ${iot.host} -p ${iot.port} --tls-alpn mqtt --cafile ${rootCa} -i ${first?.iccid} -u "$username"`
  return `
a token for the SIM at ${first?.address}:
  ${curl} -i ${onboardingUrl}
and for the SIM at ${third?.address}:
  ${curl} -i --interface ${third?.address} ${onboardingUrl}

its username alone, from the CSV answer:
  username=$(${curl} -s -H 'Accept: text/csv' ${onboardingUrl} | cut -d '"' -f 2)

watch every topic (one client id has one session, so an operator watches here):
  mosquitto_sub -h ${tap.host} -p ${tap.port} -t '#' -v

publish as the SIM, over MQTT and over HTTPS:
  mosquitto_pub ${mqtt} -t "${first?.iccid}/test" -q 1 -m hello
  ${curl} "https://${iot.host}:${iot.port}/topics/${first?.iccid}/messages?qos=1&\${username#*\\?}" -H "username: $username" -d '{"data": "Lorem Ipsum"}'

receive as the SIM:
  mosquitto_sub ${mqtt} -t "${first?.iccid}/#" -v
`
}
