import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { cloudFormationStacks } from '../../../operations/adapters/cloudformation-stacks.ts'
import { type StubAnswer, startStubService } from '../support/stub-service.ts'

const RESOURCES = `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>
<member><LogicalResourceId>Table</LogicalResourceId></member>
<member><LogicalResourceId>Function</LogicalResourceId></member>
</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`

const templateOf = (body: string): StubAnswer => ({
  body: `<GetTemplateResponse><GetTemplateResult>${body}</GetTemplateResult></GetTemplateResponse>`,
})

const NO_TEMPLATE: StubAnswer = {
  status: 400,
  body: '<ErrorResponse><Error><Code>ValidationError</Code><Message>Template does not exist</Message></Error></ErrorResponse>',
}

const RETAINING = JSON.stringify({
  Resources: { Table: { DeletionPolicy: 'Retain' }, Function: {} },
})

describe('the template of a stack', () => {
  it.each([
    ['keeps what it says', templateOf(`<TemplateBody>${RETAINING}</TemplateBody>`), ['Table']],
    // A change set that nobody executed, as after "n" to the first `cdk deploy`.
    ['keeps nothing if it is empty', templateOf('<TemplateBody></TemplateBody>'), []],
    ['keeps nothing if it is absent', templateOf(''), []],
    ['keeps nothing if there never was one', NO_TEMPLATE, []],
    [
      'keeps everything if nobody can read it',
      templateOf('<TemplateBody>Resources: {}</TemplateBody>'),
      ['Table', 'Function'],
    ],
  ])('%s', async (_, template, expected) => {
    const client = new CloudFormationClient(
      await startStubService(({ body }) =>
        body.includes('Action=GetTemplate') ? template : { body: RESOURCES },
      ),
    )

    expect([...(await cloudFormationStacks(client).retained('id'))]).toEqual(expected)
  })
})
