import { z } from 'zod';

const paths = z.array(z.string());

/** `config` of a model, seed or source, wherever it is written. Values we do not act on are refused, not ignored. */
export const nodeConfigSchema = z.strictObject({
  materialized: z.enum(['table', 'view', 'incremental'], 'materialized is table, view or incremental').optional(),
  tags: z.union([z.string(), z.array(z.string())]).optional(),
  enabled: z.boolean().optional(),
  column_types: z.record(z.string(), z.string()).optional(),
  delimiter: z.literal(',').optional(),
  unique_key: z.union([z.string(), z.array(z.string())]).optional(),
  incremental_strategy: z.string().optional(),
  on_schema_change: z.string().optional(),
  meta: z
    .looseObject({
      tokenledger: z
        .strictObject({
          grain: z.enum(['period', 'whole', 'summary'], 'grain is period, whole or summary').optional(),
          published: z.boolean().optional(),
          key: z.array(z.string()).optional(),
          cluster_by: z.array(z.string()).optional(),
          restricted: z.boolean().optional(),
          after_close: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Configuration of one node as written in one place. */
export type NodeConfigInput = z.infer<typeof nodeConfigSchema>;

/** `dbt_project.yml`: the keys we use; the others are refused so that nothing is silently without effect. */
export const projectSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'the project name is snake_case'),
  version: z.union([z.string(), z.number()]).optional(),
  'config-version': z.literal(2).optional(),
  profile: z.string().optional(),
  'require-dbt-version': z.union([z.string(), z.array(z.string())]).optional(),
  'model-paths': paths.default(['models']),
  'macro-paths': paths.default(['macros']),
  'seed-paths': paths.default(['seeds']),
  'test-paths': paths.default(['tests']),
  'target-path': z.string().optional(),
  'clean-targets': paths.optional(),
  flags: z.record(z.string(), z.unknown()).optional(),
  vars: z.record(z.string(), z.unknown()).default({}),
  'on-run-start': z.union([z.string(), z.array(z.string())]).optional(),
  models: z.record(z.string(), z.unknown()).default({}),
  seeds: z.record(z.string(), z.unknown()).default({}),
  data_tests: z.record(z.string(), z.unknown()).optional(),
});

/** Parsed `dbt_project.yml`. */
export type ProjectYml = z.infer<typeof projectSchema>;
