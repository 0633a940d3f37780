import type { ProjectYml } from './project-yml.ts';
import type { UnitTestProperties } from './properties-yml.ts';
import type { Template } from './template.ts';
import type { MacroSignature, TemplateFacts } from './template-subset.ts';
import type { MacroNode } from './template-tree.ts';

/** Project files by path relative to the repository root, `/` as separator. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** A declared column. `type` is lower case and absent when the yml does not declare one. */
export interface DeclaredColumn {
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
  readonly line: number;
}

/** Effective configuration of a node: project file, then yml, then `config()` in the model. */
export interface NodeConfig {
  readonly materialized: 'table' | 'view' | 'incremental';
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /**
   * `period`: built per billing month from restricted inputs; `whole`: rebuilt as one piece from landed data; `summary`:
   * rebuilt as one piece from published marts only, all months of them, after these are built.
   */
  readonly grain: 'period' | 'whole' | 'summary';
  /** True when the rows are part of the published contract. */
  readonly published: boolean;
  /** True for relations that only restricted roles may read. */
  readonly restricted: boolean;
  /** True for marts that are built of closed periods too: they say what came after the close. */
  readonly afterClose: boolean;
  /** Total sort and identity of a row, as declared in `meta.tokenledger.key`. */
  readonly key: readonly string[];
  /** Columns that questions filter by: rows of equal values are stored together, so that others need not be read. */
  readonly clusterBy: readonly string[];
}

interface Described {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly DeclaredColumn[];
  readonly config: NodeConfig;
  /** The yml that describes it, with the line of its entry. */
  readonly yml?: { readonly file: string; readonly line: number };
}

/** A model: one SELECT. */
export interface Model extends Described {
  readonly kind: 'model';
  readonly file: string;
  readonly text: string;
  readonly template: Template;
  readonly facts: TemplateFacts;
  /** Direct inputs: names of models and seeds, `source.table` of sources; sorted, without repeats. */
  readonly dependsOn: readonly string[];
}

/** A seed: a CSV of the product's own lists. */
export interface Seed extends Described {
  readonly kind: 'seed';
  readonly file: string;
  readonly text: string;
}

/** A landed table that models read by `source('<schema>', '<table>')`; its name here is `<schema>.<table>`. */
export interface SourceTable extends Described {
  readonly kind: 'source';
  readonly source: string;
  readonly table: string;
}

/** A relation of the graph. */
export type ProjectNode = Model | Seed | SourceTable;

/** A macro and its own calls. */
export interface MacroDefinition {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Text of the whole file, for hashes: the tree holds maps, which do not survive JSON. */
  readonly text: string;
  readonly node: MacroNode;
  readonly signature: MacroSignature;
  readonly facts: TemplateFacts;
}

/** A data test ready to compile. */
export interface DataTest {
  readonly name: string;
  readonly description: string;
  /** Generic: macro or built-in by name with arguments. Singular: a SELECT of its own. */
  readonly how:
    | { readonly kind: 'generic'; readonly test: string; readonly arguments: Readonly<Record<string, unknown>> }
    | { readonly kind: 'singular'; readonly template: Template; readonly facts: TemplateFacts; readonly text: string };
  /** Relation the test is attached to; for singular tests the relations it reads are in `dependsOn`. */
  readonly relation?: string;
  readonly column?: string;
  readonly severity: 'error' | 'warn';
  readonly where?: string;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** A unit test as written, with its place. */
export interface UnitTest extends UnitTestProperties {
  readonly file: string;
  readonly line: number;
}

/** A loaded and checked model project. */
export interface Project {
  readonly name: string;
  /** Folder of dbt_project.yml, relative to the repository root. */
  readonly root: string;
  readonly yml: ProjectYml;
  readonly nodes: ReadonlyMap<string, ProjectNode>;
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly dataTests: readonly DataTest[];
  readonly unitTests: readonly UnitTest[];
}
