import { z } from 'zod';
import {
  configLinkOverride,
  outcome,
  outcomeDeployment,
  outcomeEvidence,
  outcomeIncident,
  outcomeRelation,
} from '../../core/contracts/index.ts';
import { CsvShapeError, readCsv } from '../../core/csv.ts';
import { isBackfill, readBackfill } from '../../core/outcomes/intake-backfill.ts';
import { readIntakeEvent } from '../../core/outcomes/intake-event.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import { unzipped } from '../kit/unzipped.ts';
import {
  type FileStream,
  type InputFile,
  type ParseContext,
  type ParsedRow,
  type ParseNote,
  SourceDataError,
  type SourceDefinition,
} from '../source.ts';
import { foldEvents, type RefusedLines } from './fold.ts';
import { eventInside, eventRows } from './rows.ts';

const shape = {
  path: z.string('name a file, a folder or s3://bucket/prefix').optional().describe('File, folder or bucket prefix.'),
  code_host: z.string().default('github.com').describe('Code host of scopes that are repositories (owner/name).'),
  production: z.array(z.string()).default(['production', 'prod', 'live']).describe('Names of production.'),
  grants: z
    .record(z.string(), z.array(z.string()))
    .default({})
    .describe('Types each sender may write; without any entry, all may write all.'),
};

const readSettings = (given: Readonly<Record<string, unknown>>) => z.object(shape).parse(given);

/** Lines of a file as objects with their line; a file that is no CSV throws. */
async function* rawEvents(file: InputFile): AsyncGenerator<{ line: number; raw: Record<string, unknown> } | ParseNote> {
  if (/\.csv(\.gz)?$/i.test(file.path)) {
    try {
      for await (const { line, values } of readCsv(unzipped(file))) yield { line, raw: values };
    } catch (error) {
      if (!(error instanceof CsvShapeError)) throw error;
      throw new SourceDataError(error.message, `${file.path}:${error.line}`, error.remedy);
    }
    return;
  }
  for await (const found of readJsonLines(unzipped(file))) {
    if ('problem' in found) yield { code: found.problem, detail: `${file.path}:${found.line}` };
    else if (typeof found.value !== 'object' || found.value === null || Array.isArray(found.value))
      yield { code: 'BAD_TYPE', detail: `${file.path}:${found.line}: an event is a JSON object`, refused: 'BAD_TYPE' };
    else yield { line: found.line, raw: found.value as Record<string, unknown> };
  }
}

/** Share of refused events above which something is wrong with the sender, and events below which a share says nothing. */
const [MOST_REFUSED_PERCENT, FEW_EVENTS] = [5, 20];

/** Events that may be landed, and one note per event that is refused: the rest of the file is taken all the same. */
async function* evidenceLines(file: InputFile, context: ParseContext): AsyncGenerator<string | ParseNote> {
  const { grants } = readSettings(context.settings);
  // The run's day is over at its end; a day more is granted to clocks and zones.
  const now = Date.parse(`${context.logicalDay}T24:00:00Z`);
  const pseudonym = (actor: string) => context.pseudonym(actor.includes('@') ? 'email' : 'login', actor);
  let [seen, refused, isOfBackfill] = [0, 0, false];
  for await (const found of rawEvents(file)) {
    seen += 1;
    if ('code' in found) {
      refused += 1;
      yield found;
      continue;
    }
    const isDirective = isBackfill(found.raw);
    isOfBackfill ||= isDirective;
    const read = isDirective ? readBackfill(found.raw, { now, grants }) : readIntakeEvent(found.raw, { now, grants });
    if ('reject' in read) {
      refused += 1;
      const { code, message } = read.reject;
      yield { code, detail: `${file.path}:${found.line}: ${message}`, refused: code };
    } else if ('backfill' in read) yield JSON.stringify(read.backfill);
    else yield JSON.stringify(eventInside(read.event, pseudonym));
  }
  if (seen >= FEW_EVENTS && refused * 100 > seen * MOST_REFUSED_PERCENT)
    yield {
      code: 'MANY_REFUSED',
      detail: `${file.path}: ${refused} of ${seen} events; its sender has changed something`,
    };
  if (isOfBackfill && refused > 0) yield JSON.stringify({ refused } satisfies RefusedLines);
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const settings = readSettings(context.settings);
  const of = { host: settings.code_host, production: settings.production, logicalDay: context.logicalDay };
  for await (const found of foldEvents(files)) {
    if ('code' in found) yield found;
    else yield* eventRows(found, of);
  }
}

const events: FileStream = {
  kind: 'file',
  name: 'events',
  tables: [outcome, outcomeDeployment, outcomeIncident, outcomeEvidence, outcomeRelation, configLinkOverride],
  accepts: (path) => /\.(csv|jsonl|ndjson)(\.gz)?$/i.test(path),
  filesAreAll: true,
  filesVanish: true,
  landing: 'allow_listed',
  evidenceLines,
  parseFiles,
};

/** Outcomes of anything without a connector of its own: files that people or programs drop, and events sent by webhook. */
export const outcomes: SourceDefinition = {
  name: 'outcomes',
  title: 'Deployments, workflow runs, customers and other outcomes from files and webhooks',
  settings: z.strictObject(shape),
  streams: [events],
};
