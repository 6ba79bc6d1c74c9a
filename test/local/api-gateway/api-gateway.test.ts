import { describe, expect, it } from 'vitest'
import { ApiGateway } from '../../../local/api-gateway/api-gateway.ts'

const method = {
  httpMethod: 'GET',
  functionArn: 'arn:f',
  integrationTimeoutMs: 1000,
  requiredParameters: [],
}

const setUp = () => {
  const apiGateway = new ApiGateway()
  const { id, rootResourceId } = apiGateway.createRestApi({ name: 'api', binaryMediaTypes: [] })
  const stage = (deploymentId: string, stageName = 'v1', isLogged = false) =>
    apiGateway.createStage({
      restApiId: id,
      stageName,
      deploymentId,
      variables: null,
      throttles: [],
      isLogged,
    })
  return { apiGateway, id, rootResourceId, stage }
}

describe('ApiGateway', () => {
  it('builds the path of a resource from its parents', () => {
    const { apiGateway, id, rootResourceId, stage } = setUp()
    const parent = apiGateway.createResource(id, rootResourceId, 'a')
    const child = apiGateway.createResource(id, parent, '{b}')
    stage(apiGateway.createDeployment(id))

    expect(apiGateway.findStage('v1')?.api.resources.get(child)?.path).toBe('/a/{b}')
  })

  it('refuses a stage with logs unless the account has a role for them', () => {
    const { apiGateway, id, stage } = setUp()
    const deploymentId = apiGateway.createDeployment(id)
    const create = () => stage(deploymentId, 'v1', true)

    expect(create).toThrow('CloudWatch Logs role ARN must be set in account settings')
    apiGateway.updateAccount(undefined)
    expect(create).toThrow('CloudWatch Logs role ARN must be set in account settings')
    apiGateway.updateAccount('arn:aws:iam::111122223333:role/logs')
    create()
    expect(apiGateway.findStage('v1')?.name).toBe('v1')
  })

  it('serves what was there at the deployment and nothing later', () => {
    const { apiGateway, id, rootResourceId, stage } = setUp()
    stage(apiGateway.createDeployment(id))
    apiGateway.putMethod(id, rootResourceId, method)

    expect(apiGateway.findStage('v1')?.api.resources.get(rootResourceId)?.methods.size).toBe(0)
  })

  it('gives ids in the format of AWS', () => {
    const { apiGateway, id, rootResourceId } = setUp()

    expect(id).toMatch(/^[a-z0-9]{10}$/)
    expect(apiGateway.createResource(id, rootResourceId, 'a')).toMatch(/^[a-z0-9]{6}$/)
  })

  it.each<[string, (setting: ReturnType<typeof setUp>) => unknown]>([
    ['an absent API', ({ apiGateway }) => apiGateway.createDeployment('absent')],
    ['an absent parent', ({ apiGateway, id }) => apiGateway.createResource(id, 'absent', 'a')],
    ['an absent resource', ({ apiGateway, id }) => apiGateway.putMethod(id, 'absent', method)],
    ['an absent deployment', ({ stage }) => stage('absent')],
  ])('refuses %s', (_, act) => {
    expect(() => act(setUp())).toThrow('got absent')
  })

  it('refuses a second stage of the same name', () => {
    const { apiGateway, id, stage } = setUp()
    stage(apiGateway.createDeployment(id))

    expect(() => stage(apiGateway.createDeployment(id))).toThrow('got v1')
  })

  it('refuses a gateway response with a variable that is not emulated', () => {
    const { apiGateway, id } = setUp()
    const response = {
      responseType: 'THROTTLED',
      headers: {},
      templates: { 'application/json': '$context.stage' },
    }

    expect(() => apiGateway.putGatewayResponse(id, response)).toThrow('got $context.stage')
  })
})
