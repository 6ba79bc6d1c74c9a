import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
})

const outputSchema = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.unknown() }).optional(),
  Condition: z.string().optional(),
})

const templateSchema = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), outputSchema).default({}),
})

export type Template = z.output<typeof templateSchema>
export type TemplateResource = z.output<typeof resourceSchema>

/** Sections that change nothing here; Rules only compares bootstrap versions. */
const OTHER_SECTIONS = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Rules']

/** Checks the shape of a CloudFormation template; a section that would be ignored is refused. */
export const parseTemplate = (document: unknown, source: string): Template => {
  const parsed = templateSchema.safeParse(document)
  if (!parsed.success)
    throw new Error(
      `expected a CloudFormation template in ${source}: ${z.prettifyError(parsed.error)}`,
    )
  const known = [...Object.keys(templateSchema.shape), ...OTHER_SECTIONS]
  const unknown = Object.keys(document as object).filter((section) => !known.includes(section))
  if (unknown.length > 0)
    throw new Error(`expected only the sections ${known.join(', ')} in ${source}, got ${unknown}`)
  return parsed.data
}

/** Reads a synthesized template. */
export const readTemplate = async (file: string): Promise<Template> =>
  parseTemplate(JSON.parse(await readFile(file, 'utf8')), file)
