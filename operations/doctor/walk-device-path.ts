import { randomInt } from 'node:crypto'
import { describeError } from '../describe-error.ts'
import { shellWord } from '../shell-word.ts'
import { callerFor } from './api-caller.ts'
import { type Finding, notice, ok, problem } from './finding.ts'
import { parsePass } from './parse-pass.ts'
import type { DevicePath, DoctorAws, Pass, SyntheticSim, Tables } from './ports.ts'

/**
 * In a numbering range that no operator has (E.164 country code 999), at an address for documentation (RFC 5737). A new
 * one each time: no token of an earlier run is good for it.
 */
export const createSyntheticSim = (): SyntheticSim => ({
  iccid: `89999${String(randomInt(2 ** 47))
    .padStart(14, '0')
    .slice(-14)}`,
  address: '192.0.2.1',
})

export interface DeployedPath {
  readonly sim: SyntheticSim
  readonly tables: Tables
  readonly onboardingFunction: string
  /** Its environment. */
  readonly onboardingVariables: Readonly<Record<string, string>>
  readonly authorizerName: string
  /** Where a device would ask for its token. */
  readonly onboardingUrl: string
  /** Where a device would publish, instead of the host that it is told. */
  readonly deviceEndpoint?: string
}

type PathAws = Pick<DoctorAws, 'inventory' | 'path'>

/** Carries the finding that ends the walk. */
class PathBroken extends Error {
  readonly finding: Finding
  constructor(finding: Finding) {
    super(finding.message)
    this.finding = finding
  }
}

const logsOf = (functionName: string): string =>
  `aws lambda get-function-configuration --function-name ${shellWord(functionName)} --query LoggingConfig.LogGroup --output text | xargs aws logs tail --since 5m`

const onboard = async (path: DevicePath, deployed: DeployedPath): Promise<Pass> => {
  const { onboardingFunction, onboardingVariables, sim } = deployed
  const caller = callerFor(sim, onboardingVariables)
  const { status, body } = await path.onboard(onboardingFunction, caller)
  const pass = status === 200 ? parsePass(body) : undefined
  if (pass?.clientId === sim.iccid) return pass
  throw new PathBroken(
    problem(
      'onboarding',
      `the function gives a synthetic SIM no token, it answers ${status}; its log has the reason`,
      logsOf(onboardingFunction),
    ),
  )
}

const askApi = async (path: DevicePath, deployed: DeployedPath): Promise<Finding> => {
  const { onboardingUrl, onboardingFunction } = deployed
  try {
    const { status, body } = await path.askApi(onboardingUrl)
    // Whoever runs this is no SIM, so the API works if it says exactly that; unless they are one.
    const isNoSim = status === 404 && body.includes('"SIM_NOT_FOUND"')
    if (isNoSim || (status === 200 && parsePass(body) !== undefined)) {
      return ok('device API', `${onboardingUrl} answers`)
    }
    return problem(
      'device API',
      `${onboardingUrl} answers ${status}, where 404 SIM_NOT_FOUND was expected`,
      logsOf(onboardingFunction),
    )
  } catch (error) {
    // A private API cannot be reached from everywhere, and the rest of the way does not need it.
    return notice(
      'device API',
      `${onboardingUrl} cannot be reached from here: ${error instanceof Error ? error.message : 'no reason'}`,
      `curl -i ${shellWord(onboardingUrl)}`,
    )
  }
}

/** The credentials in a username, as the authorizer gets them. */
const credentialsOf = ({ username }: Pass) => {
  const query = username.slice(username.indexOf('?') + 1)
  const value = (name: string): string => {
    const found = query.split('&').find((part) => part.startsWith(`${name}=`))
    return decodeURIComponent(found?.slice(name.length + 1) ?? '')
  }
  return {
    query,
    token: value('token'),
    tokenSignature: value('x-amz-customauthorizer-signature'),
  }
}

const authorize = async (
  path: DevicePath,
  deployed: DeployedPath,
  pass: Pass,
): Promise<Finding> => {
  const { authorizerName } = deployed
  const { token, tokenSignature } = credentialsOf(pass)
  const policies = await path.testAuthorizer({
    authorizerName,
    token,
    tokenSignature,
    username: pass.username,
    clientId: pass.clientId,
    serverName: pass.iotCoreEndpointUrl,
  })
  if (policies?.some((policy) => policy.includes(`/${deployed.sim.iccid}`))) {
    return ok('authorizer test', 'IoT Core admits a synthetic SIM with a real token')
  }
  throw new PathBroken(
    problem(
      'authorizer test',
      'the authorizer refuses a synthetic SIM with a real token; its log has the reason',
      `aws iot describe-authorizer --authorizer-name ${shellWord(authorizerName)} --query authorizerDescription.authorizerFunctionArn`,
    ),
  )
}

const publish = async (path: DevicePath, deployed: DeployedPath, pass: Pass): Promise<Finding> => {
  const host = deployed.deviceEndpoint ?? pass.iotCoreEndpointUrl
  const topic = `${deployed.sim.iccid}/doctor`
  const describe = `aws iot describe-authorizer --authorizer-name ${shellWord(deployed.authorizerName)}`
  try {
    const { status } = await path.publish(host, topic, credentialsOf(pass).query)
    return status === 200
      ? ok('publish', `a message to ${topic} went through`)
      : problem(
          'publish',
          `${host} answers ${status} to a publish that the policy allows`,
          describe,
        )
  } catch (error) {
    return problem(
      'publish',
      error instanceof Error ? error.message : 'no reason',
      `curl -v ${shellWord(`https://${host}`)}`,
    )
  }
}

/** What went well before is worth reading. */
const unanswered = ({ authorizerName }: DeployedPath, error: unknown): Finding =>
  problem(
    'device path',
    `AWS did not answer it: ${describeError(error)}`,
    `aws iot describe-authorizer --authorizer-name ${shellWord(authorizerName)}`,
  )

const walk = async (aws: PathAws, deployed: DeployedPath): Promise<Finding[]> => {
  const { path } = aws
  const findings: Finding[] = []
  try {
    const pass = await onboard(path, deployed)
    findings.push(ok('onboarding', 'a synthetic SIM gets a token'))
    findings.push(await askApi(path, deployed))
    findings.push(await authorize(path, deployed, pass))
    findings.push(await publish(path, deployed, pass))
  } catch (error) {
    findings.push(error instanceof PathBroken ? error.finding : unanswered(deployed, error))
  }
  return findings
}

const anotherDoctor = ({ address }: SyntheticSim): Finding =>
  notice('synthetic SIM', `another doctor has ${address} at this moment; run it again in a minute`)

const theirSim = ({ sim: { iccid, address }, tables }: DeployedPath): Finding =>
  problem(
    'synthetic SIM',
    `${iccid} or ${address}, which no SIM can have, is in the tables; remove it`,
    `aws dynamodb get-item --table-name ${shellWord(tables.simAddresses)} --key '{"address":{"S":"${address}"}}'`,
  )

/** Goes the whole way of a device with a SIM that exists only for so long. */
export const walkDevicePath = async (aws: PathAws, deployed: DeployedPath): Promise<Finding[]> => {
  const { inventory } = aws
  const { sim, tables } = deployed
  try {
    const outcome = await inventory.add(tables, sim)
    if (outcome === 'added') return await walk(aws, deployed)
    return [outcome === 'busy' ? anotherDoctor(sim) : theirSim(deployed)]
  } finally {
    // Also what was written before the other table refused.
    await inventory.remove(tables, sim)
  }
}
