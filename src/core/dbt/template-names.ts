/** Names of the template subset: what may be used, and what to do instead of what may not. */

/** Filters that mean the same in our library and in dbt. */
export const FILTERS = [
  'join',
  'length',
  'lower',
  'upper',
  'trim',
  'replace',
  'first',
  'last',
  'list',
  'string',
  'int',
];
/** `is …` tests. */
export const TESTS = ['defined', 'undefined', 'none', 'string', 'number', 'mapping', 'sequence', 'odd', 'even'];
/** Methods of texts and dictionaries. */
export const METHODS = [
  'items',
  'keys',
  'values',
  'upper',
  'lower',
  'strip',
  'replace',
  'startswith',
  'endswith',
  'split',
];
/** Members of `loop`. */
export const LOOP = ['first', 'last', 'index', 'index0', 'length', 'revindex', 'revindex0'];
/** Literals that are written as names. */
export const CONSTANTS = ['true', 'false', 'none', 'True', 'False', 'None'];
/** dbt names for models and singular tests; refused in macros, where they would hide a dependency. */
export const MODEL_ONLY = ['ref', 'source', 'config', 'this', 'is_incremental'];
/** dbt names for models and macros. */
export const EVERYWHERE = ['var', 'target', 'adapter', 'exceptions', 'range', 'namespace'];
/** Names a template must not give to its own variables, macros or parameters. */
export const RESERVED = [...CONSTANTS, ...MODEL_ONLY, ...EVERYWHERE, 'loop'];

/** What to do instead of dbt names outside the subset. */
export const ALTERNATIVES: Record<string, string> = {
  env_var: 'pass the value with var()',
  run_query: 'models are compiled without a database; join the data in SQL',
  statement: 'models are compiled without a database; join the data in SQL',
  execute: 'models are compiled without a database; nothing is executed while rendering',
  graph: 'name what you need with ref()',
  modules: 'compute dates in SQL or pass them with var()',
  run_started_at: "pass the run's logical date with var(): models read no clock",
  invocation_id: 'rows must be the same in every run',
  log: 'leave it out',
  print: 'leave it out',
  return: 'let the macro print its text',
  caller: 'pass the text as an argument',
  varargs: 'name every parameter',
  kwargs: 'name every parameter',
  doc: 'write the description in the yml file',
  dbt_utils: 'write the macro in macros/',
  dbt: 'write the macro in macros/',
  strftime_now: 'models read no clock',
};
