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
import { type EventInside, eventInside, eventOutcomeId, eventRows } from './rows.ts';

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
      yield { code: 'BAD_TYPE', detail: `${file.path}:${found.line}: an event is a JSON object` };
    else yield { line: found.line, raw: found.value as Record<string, unknown> };
  }
}

/** Events that may be landed, and one note per event that is refused: the rest of the file is taken all the same. */
async function* evidenceLines(file: InputFile, context: ParseContext): AsyncGenerator<string | ParseNote> {
  const { grants } = readSettings(context.settings);
  // The run's day is over at its end; a day more is granted to clocks and zones.
  const now = Date.parse(`${context.logicalDay}T24:00:00Z`);
  const pseudonym = (actor: string) => context.pseudonym(actor.includes('@') ? 'email' : 'login', actor);
  for await (const found of rawEvents(file)) {
    if ('code' in found) {
      yield found;
      continue;
    }
    const read = readIntakeEvent(found.raw, { now, grants });
    if ('reject' in read)
      yield { code: read.reject.code, detail: `${file.path}:${found.line}: ${read.reject.message}` };
    else yield JSON.stringify(eventInside(read.event, pseudonym));
  }
}

/** Folds events by (source, event id): the greatest `updated_at` counts, whatever the order of files and lines. */
async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  const settings = readSettings(context.settings);
  const events = new Map<string, { event: EventInside; text: string }>();
  for (const file of files) {
    for await (const found of readJsonLines(file.open())) {
      if ('problem' in found)
        throw new SourceDataError(found.problem, `${file.path}:${found.line}`, 'Ingest it again.');
      const event = found.value as EventInside;
      const key = JSON.stringify([event.source, event.event_id]);
      const text = JSON.stringify(event);
      const earlier = events.get(key);
      const at = `${file.path}:${found.line}`;
      if (earlier === undefined || event.updated_at > earlier.event.updated_at) events.set(key, { event, text });
      else if (earlier.text === text) yield { code: 'duplicate', detail: at };
      else if (event.updated_at === earlier.event.updated_at)
        yield {
          code: 'STALE',
          detail: `${at}: another event ${event.event_id} of ${event.source} has the same updated_at`,
        };
    }
  }
  const outcomes = new Set<string>();
  for (const { event } of events.values()) {
    const version = `${eventOutcomeId(event)} ${event.updated_at}`;
    if (event.type !== 'link_override' && outcomes.has(version)) {
      yield { code: 'STALE', detail: `${event.event_id} of ${event.source}: another event tells ${version}` };
      continue;
    }
    outcomes.add(version);
    yield* eventRows(event, {
      host: settings.code_host,
      production: settings.production,
      logicalDay: context.logicalDay,
    });
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
