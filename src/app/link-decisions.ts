import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { importLinks, LINK_FILE } from '../core/org/import-links.ts';
import { describeProblem } from '../core/problem.ts';
import { lineNotUtf8, NOT_UTF8 } from '../core/utf8.ts';
import { RunError, UsageError } from './errors.ts';
import type { OpenProject } from './project.ts';
import { withWarehouse } from './query.ts';

/** What importing link decisions did. */
export interface LinkReport {
  readonly file: string;
  readonly added: number;
  /** Decisions that stood already. */
  readonly present: number;
}

/**
 * Appends the decisions of a CSV (columns of link_overrides.csv) to `config/link_overrides.csv`, all or none; the file is
 * replaced in one step. Throws RunError with every problem by file and line; a decision that stands is never changed.
 */
export async function importLinkDecisions(project: OpenProject, file: string): Promise<LinkReport> {
  const text = await readOrNull(file);
  if (text === null) throw new UsageError(`there is no file ${file}`);
  const target = path.join(project.root, 'config', LINK_FILE);
  const existing = await readOrNull(target);
  const result = importLinks(existing, { file, text }, await publishedOutcomes(project));
  if (result.problems.length > 0) {
    throw new RunError(`nothing was imported:\n${result.problems.map(describeProblem).join('\n')}`);
  }
  if (result.added > 0) {
    await mkdir(path.dirname(target), { recursive: true });
    const fresh = `${target}.${process.pid}.tmp`;
    await writeFile(fresh, result.text);
    await rename(fresh, target);
  }
  return { file: target, added: result.added, present: result.present };
}

/** The text of a file; null when it is not there. Throws RunError for a file that is not UTF-8, naming the line. */
async function readOrNull(file: string): Promise<string | null> {
  try {
    const bytes = await readFile(file);
    const line = lineNotUtf8(bytes);
    if (line !== null) throw new RunError(`nothing was imported:\n${describeProblem({ file, line, ...NOT_UTF8 })}`);
    return bytes.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Ids a decision may name; null while nothing is published, when decisions are taken as they are. */
async function publishedOutcomes(project: OpenProject): Promise<ReadonlySet<string> | null> {
  try {
    return await withWarehouse(project, async (engine) => {
      const { rows } = await engine.query('SELECT DISTINCT outcome_id FROM fct_outcome');
      return rows.length === 0 ? null : new Set(rows.map((row) => String(row.outcome_id)));
    });
  } catch (error) {
    if (error instanceof RunError) return null;
    throw error;
  }
}
