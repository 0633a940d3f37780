import { z } from 'zod';
import {
  outcome,
  outcomeCommit,
  outcomeEvidence,
  outcomeFile,
  outcomeRelation,
  repoAlias,
} from '../../core/contracts/index.ts';
import { MOST_LINE_DAYS } from '../../core/outcomes/line-owners.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import { completeRow } from '../kit/rows.ts';
import { trackerSettings } from '../kit/work-item.ts';
import {
  type FileStream,
  type InputFile,
  type ParseContext,
  type ParsedRow,
  type ParseNote,
  SourceDataError,
  type SourceDefinition,
} from '../source.ts';
import { insideLine, insideLines } from './door.ts';
import { History } from './history.ts';
import { acceptedRows, type RowSettings } from './rows.ts';

const rowSettings = {
  ...trackerSettings,
  durability_days: z
    .int()
    .min(1)
    .max(MOST_LINE_DAYS)
    .default(30)
    .describe('Days in which a rewritten line counts as rework: the threshold durability_days.'),
};

async function historyOf(file: InputFile): Promise<History> {
  const history = new History();
  for await (const found of readJsonLines(file.open())) {
    const line = 'problem' in found ? null : insideLine.safeParse(found.value);
    if (line === null || !line.success) {
      throw new SourceDataError(
        'a line is not as this program lands it',
        `${file.path}:${found.line}`,
        'Ingest again.',
      );
    }
    history.add(line.data);
  }
  return history;
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const settings = z.object(rowSettings).parse(context.settings) as RowSettings;
  const aliases = new Set<string>();
  const read = new Set<string>();
  for (const file of files) {
    const history = await historyOf(file);
    const { repository } = history;
    if (repository === null) continue;
    const { repo } = repository;
    if (repository.branch === null) {
      yield {
        code: 'no_default_branch',
        detail: `${repo}: empty, or neither origin/HEAD nor main or master; name default_branch`,
      };
    }
    if (repository.shallow)
      yield { code: 'shallow_clone', detail: `${repo}: earlier commits are missing; git fetch --unshallow` };
    for (const { alias, kind } of repository.aliases) {
      if (aliases.has(`${repo} ${alias}`)) continue;
      aliases.add(`${repo} ${alias}`);
      yield {
        table: repoAlias.name,
        dt: context.logicalDay,
        row: completeRow(repoAlias, { repo, alias, alias_kind: kind }),
      };
    }
    if (read.has(repo)) {
      yield { code: 'second_clone', detail: `${repo}: read from an earlier clone of this run` };
      continue;
    }
    read.add(repo);
    for (const work of history.accepted()) {
      if (work.commit.at.slice(0, 10) > context.logicalDay) continue;
      if (work.commit.author === null) yield { code: 'commit_without_author', detail: `${repo}: ${work.commit.sha}` };
      yield* acceptedRows(work, { repository, history, settings });
    }
  }
}

const merges: FileStream = {
  kind: 'file',
  name: 'merges',
  tables: [outcome, outcomeCommit, outcomeFile, outcomeEvidence, outcomeRelation, repoAlias],
  accepts: () => true,
  reads: 'git',
  landing: 'allow_listed',
  evidenceLines: insideLines,
  parseFiles,
};

/** Accepted work of clones on this machine: merges and commits of the default branch, without any account. */
export const localGit: SourceDefinition = {
  name: 'local-git',
  title: 'Merged branches of git clones on this machine',
  settings: z.strictObject({
    path: z.string('name the folder of a clone').optional().describe('Folder of a clone.'),
    paths: z.array(z.string()).optional().describe('Folders of several clones.'),
    default_branch: z.string().optional().describe('Branch whose first parents are the accepted work.'),
    start: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-02-01')
      .optional()
      .describe('First day of history that is read; 400 days back unless given.'),
    ...rowSettings,
  }),
  streams: [merges],
};
