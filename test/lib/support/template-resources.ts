import type { Template } from 'aws-cdk-lib/assertions'
import { z } from 'zod'

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
})
const outputSchema = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.string() }).optional(),
})
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), outputSchema).default({}),
})

export type Resource = z.output<typeof resourceSchema> & { readonly logicalId: string }

/** The resources of a template, of one type or of all. */
export const resourcesOf = (template: Template, type?: string): Resource[] =>
  Object.entries(templateSchema.parse(template.toJSON()).Resources)
    .map(([logicalId, resource]) => ({ ...resource, logicalId }))
    .filter((resource) => type === undefined || resource.Type === type)

/** The outputs of a template, exports to our other stacks included. */
export const outputsOf = (template: Template) => templateSchema.parse(template.toJSON()).Outputs
