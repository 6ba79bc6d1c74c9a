import { describe, expect, it } from 'vitest'
import { createDeployment, DeploymentError } from '../../../local/stack/deployment.ts'
import type { CreatedResource, ResourceRequest } from '../../../local/stack/provider.ts'
import { parseTemplate } from '../../../local/stack/template.ts'

const account = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' }

const stackOf = (stackName: string, document: unknown) => ({
  stackName,
  template: parseTemplate(document, stackName),
})

const deploymentWith = (
  create: (request: ResourceRequest) => CreatedResource = ({ logicalId }) => ({
    ref: `ref-${logicalId}`,
    attributes: { Arn: `arn-${logicalId}` },
  }),
) => {
  const requests: ResourceRequest[] = []
  const deployment = createDeployment({
    account,
    createResource: async (request) => {
      requests.push(request)
      return create(request)
    },
  })
  return { deployment, requests }
}

const role = { Type: 'AWS::IAM::Role' }

describe('createDeployment', () => {
  it('creates what is needed first and hands on what it became', async () => {
    const { deployment, requests } = deploymentWith()

    await deployment.deployStack(
      stackOf('a', {
        Resources: {
          Function: { Type: 'F', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
          Role: role,
          Last: { Type: 'L', DependsOn: ['Function'] },
        },
      }),
    )

    expect(requests.map(({ logicalId }) => logicalId)).toEqual(['Role', 'Function', 'Last'])
    expect(requests[1]?.properties).toEqual({ Role: 'arn-Role' })
  })

  it('knows the pseudo parameters', async () => {
    const { deployment } = deploymentWith()
    const names = ['AccountId', 'Partition', 'Region', 'StackName', 'URLSuffix']

    const outputs = await deployment.deployStack(
      stackOf('a', {
        Resources: {},
        Outputs: Object.fromEntries(
          names.map((name) => [name, { Value: { Ref: `AWS::${name}` } }]),
        ),
      }),
    )

    expect(outputs).toEqual({
      AccountId: '111122223333',
      Partition: 'aws',
      Region: 'eu-west-1',
      StackName: 'a',
      URLSuffix: 'amazonaws.com',
    })
  })

  it('gives later stacks the exports and outputs of earlier ones', async () => {
    const { deployment } = deploymentWith()
    await deployment.deployStack(
      stackOf('a', {
        Resources: { Role: role },
        Outputs: { Role: { Value: { Ref: 'Role' }, Export: { Name: 'a:Role' } } },
      }),
    )

    const outputs = await deployment.deployStack(
      stackOf('b', {
        Resources: {},
        Outputs: {
          Imported: { Value: { 'Fn::ImportValue': 'a:Role' } },
          Read: { Value: { 'Fn::GetStackOutput': { StackName: 'a', OutputName: 'Role' } } },
        },
      }),
    )

    expect(outputs).toEqual({ Imported: 'ref-Role', Read: 'ref-Role' })
  })

  it('leaves out what its condition excludes', async () => {
    const { deployment, requests } = deploymentWith()
    const conditions = { Never: { 'Fn::Equals': ['a', 'b'] } }

    const outputs = await deployment.deployStack(
      stackOf('a', {
        Conditions: conditions,
        Resources: { Role: { ...role, Condition: 'Never' } },
        Outputs: { Role: { Value: { Ref: 'Role' }, Condition: 'Never' } },
      }),
    )

    expect(requests).toEqual([])
    expect(outputs).toEqual({})
  })

  it('does not show outputs of a resource with NoEcho but lets stacks import them', async () => {
    const { deployment } = deploymentWith(() => ({
      ref: 'id',
      attributes: { Password: 'hunter2' },
      noEcho: true,
    }))
    const shown = await deployment.deployStack(
      stackOf('a', {
        Resources: { Key: { Type: 'Custom::Key' } },
        Outputs: {
          Password: { Value: { 'Fn::GetAtt': ['Key', 'Password'] }, Export: { Name: 'p' } },
        },
      }),
    )

    const imported = await deployment.deployStack(
      stackOf('b', { Resources: {}, Outputs: { It: { Value: { 'Fn::ImportValue': 'p' } } } }),
    )

    expect(shown).toEqual({ Password: '****' })
    expect(imported).toEqual({ It: 'hunter2' })
  })

  it('takes the default of a parameter', async () => {
    const { deployment } = deploymentWith()

    const outputs = await deployment.deployStack(
      stackOf('a', {
        Parameters: { Size: { Type: 'String', Default: 'small' } },
        Resources: {},
        Outputs: { Size: { Value: { Ref: 'Size' } } },
      }),
    )

    expect(outputs).toEqual({ Size: 'small' })
  })

  it.each<[string, unknown, string]>([
    ['a name that nothing has', { Ref: 'Absent' }, 'a/Role (AWS::IAM::Role): expected a resource'],
    ['an attribute that a resource lacks', { 'Fn::GetAtt': ['Other', 'Nope'] }, 'got Nope'],
    ['an export that no stack has', { 'Fn::ImportValue': 'absent' }, 'got absent'],
    ['a parameter of SSM', { Ref: 'BootstrapVersion' }, 'got AWS::SSM'],
    ['an unknown function', { 'Fn::Transform': {} }, 'got Fn::Transform at Properties.P'],
  ])('refuses %s and names the resource', async (_, value, message) => {
    const { deployment } = deploymentWith()
    const stack = stackOf('a', {
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
      },
      Resources: { Other: role, Role: { ...role, Properties: { P: value } } },
    })

    const deploying = deployment.deployStack(stack)

    await expect(deploying).rejects.toThrow(DeploymentError)
    await expect(deploying).rejects.toThrow(message)
  })

  it('refuses a dependency on nothing', async () => {
    const stack = stackOf('a', { Resources: { Role: { ...role, DependsOn: 'Absent' } } })

    await expect(deploymentWith().deployment.deployStack(stack)).rejects.toThrow(
      'expected Role to depend on a resource, got Absent',
    )
  })

  it('refuses an export name that another stack has', async () => {
    const { deployment } = deploymentWith()
    const template = {
      Resources: { Role: role },
      Outputs: { Role: { Value: { Ref: 'Role' }, Export: { Name: 'role' } } },
    }
    await deployment.deployStack(stackOf('a', template))

    await expect(deployment.deployStack(stackOf('b', template))).rejects.toThrow(
      'expected a new export name in b, got role',
    )
  })

  it('names the resource that could not be created', async () => {
    const { deployment } = deploymentWith(() => {
      throw new Error('out of luck')
    })

    await expect(
      deployment.deployStack(stackOf('a', { Resources: { Role: role } })),
    ).rejects.toThrow('a/Role (AWS::IAM::Role): out of luck')
  })
})
