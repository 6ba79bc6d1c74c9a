import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../../../local/stack/template.ts'

const parse = (document: unknown) => parseTemplate(document, 'x.template.json')

describe('parseTemplate', () => {
  it('fills in what a template leaves out', () => {
    const template = parse({ Resources: { Topic: { Type: 'AWS::SNS::Topic', DependsOn: 'Role' } } })

    expect(template).toEqual({
      Parameters: {},
      Conditions: {},
      Outputs: {},
      Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {}, DependsOn: ['Role'] } },
    })
  })

  it('accepts sections that change nothing', () => {
    expect(parse({ Resources: {}, Rules: {}, Metadata: {}, Description: '' }).Resources).toEqual({})
  })

  it.each<[string, unknown]>([
    ['no object', 'Resources'],
    ['no resources', {}],
    ['a resource without a type', { Resources: { A: {} } }],
    ['a section that would be ignored', { Resources: {}, Mappings: {} }],
    ['a transformation', { Resources: {}, Transform: 'AWS::Serverless-2016-10-31' }],
  ])('refuses %s', (_, document) => {
    expect(() => parse(document)).toThrow('x.template.json')
  })
})
