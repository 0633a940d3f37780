import { z } from 'zod';
import { nodeConfigSchema } from './project-yml.ts';

const argument: z.ZodType = z.unknown();

/** `config` of a data test. */
export const testConfigSchema = z.strictObject({
  severity: z.enum(['error', 'warn'], 'severity is error or warn').optional(),
  where: z.string().optional(),
  tags: z.union([z.string(), z.array(z.string())]).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
});

/** Body of a named data test: arguments of its macro, configuration, a name and a description. */
export const testBodySchema = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
  arguments: z.record(z.string(), argument).default({}),
  config: testConfigSchema.default({}),
});

/** An entry under `data_tests:`, a name or `{ name: { arguments, config } }`; errors name the test and the key. */
const dataTest = z.unknown().transform((entry, context) => {
  const refuse = (message: string, path: PropertyKey[] = []) => {
    context.addIssue({ code: 'custom', message, path });
    return z.NEVER;
  };
  if (typeof entry === 'string') return entry;
  const entries = entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? Object.entries(entry) : [];
  const [first, ...others] = entries;
  if (first === undefined || others.length > 0) {
    return refuse('a data test is a name, or one name with arguments: and config: indented below it');
  }
  const [test, body] = first;
  const parsed = testBodySchema.safeParse(body ?? {});
  if (parsed.success) return { test, ...parsed.data };
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const message = keys.length > 0 ? `${keys.join(', ')} of test ${test} must stand under arguments:` : issue.message;
    refuse(message, [test, ...issue.path]);
  }
  return z.NEVER;
});

const column = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  data_type: z.string().optional(),
  quote: z.boolean().optional(),
  data_tests: z.array(dataTest).default([]),
  config: z.strictObject({ meta: z.record(z.string(), z.unknown()).optional() }).optional(),
});

const relation = {
  name: z.string(),
  description: z.string().optional(),
  config: nodeConfigSchema.default({}),
  columns: z.array(column).default([]),
  data_tests: z.array(dataTest).default([]),
};

const rows = z.union([z.array(z.record(z.string(), z.unknown())), z.string()]);
const fixture = { rows: rows.optional(), format: z.enum(['dict', 'csv', 'sql']).optional() };

const unitTest = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  model: z.string(),
  given: z.array(z.strictObject({ input: z.string(), ...fixture })).default([]),
  expect: z.strictObject(fixture),
  overrides: z
    .strictObject({
      macros: z.record(z.string(), z.unknown()).optional(),
      vars: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  config: z
    .strictObject({
      tags: z.union([z.string(), z.array(z.string())]).optional(),
      meta: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

/** A properties file (`*.yml` beside models, seeds, macros or tests). */
export const propertiesSchema = z.strictObject({
  version: z.literal(2).optional(),
  models: z.array(z.strictObject(relation)).default([]),
  seeds: z.array(z.strictObject(relation)).default([]),
  sources: z
    .array(
      z.strictObject({
        name: z.string(),
        schema: z.string().optional(),
        description: z.string().optional(),
        config: nodeConfigSchema.optional(),
        tables: z.array(z.strictObject({ ...relation, identifier: z.string().optional() })).default([]),
      }),
    )
    .default([]),
  unit_tests: z.array(unitTest).default([]),
  data_tests: z
    .array(
      z.strictObject({ name: z.string(), description: z.string().optional(), config: testConfigSchema.default({}) }),
    )
    .default([]),
  macros: z
    .array(
      z.strictObject({
        name: z.string(),
        description: z.string().optional(),
        arguments: z
          .array(z.strictObject({ name: z.string(), type: z.string().optional(), description: z.string().optional() }))
          .optional(),
      }),
    )
    .default([]),
});

/** Parsed properties file. */
export type Properties = z.infer<typeof propertiesSchema>;
/** A model, seed or source table as its yml describes it. */
export type RelationProperties = Properties['models'][number];
/** A data test entry: a name, or a name with arguments and config. */
export type DataTestEntry = RelationProperties['data_tests'][number];
/** A unit test as written. */
export type UnitTestProperties = Properties['unit_tests'][number];
