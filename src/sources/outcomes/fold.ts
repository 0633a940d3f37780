import { type Backfill, isBackfill, speaksFor } from '../../core/outcomes/intake-backfill.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import { type InputFile, type ParseNote, SourceDataError } from '../source.ts';
import { type EventInside, eventOutcomeId } from './rows.ts';

/** Landed at the end of a backfill of which lines were refused: it is not whole, so it replaces nothing. */
export interface RefusedLines {
  readonly refused: number;
}

type Landed = EventInside | Backfill | RefusedLines;

async function* landedLines(file: InputFile): AsyncGenerator<{ line: number; value: Landed }> {
  for await (const found of readJsonLines(file.open())) {
    if ('problem' in found) throw new SourceDataError(found.problem, `${file.path}:${found.line}`, 'Ingest it again.');
    yield { line: found.line, value: found.value as Landed };
  }
}

const isDirective = (value: Landed): value is Backfill => 'type' in value && isBackfill({ type: value.type });

/** Backfills of the files, the one drawn last first, and a note for each that is not whole. */
async function backfillsIn(files: readonly InputFile[]) {
  const backfills: { backfill: Backfill; file: number }[] = [];
  const notes: ParseNote[] = [];
  for (const [index, file] of files.entries()) {
    const own: Backfill[] = [];
    let refused = 0;
    for await (const { value } of landedLines(file)) {
      if ('refused' in value) refused += value.refused;
      else if (isDirective(value)) own.push(value);
    }
    if (refused === 0) backfills.push(...own.map((backfill) => ({ backfill, file: index })));
    else if (own.length > 0)
      notes.push({
        code: 'BACKFILL_INCOMPLETE',
        detail: `${file.path}: ${refused} of its lines were refused, so it replaces nothing; send it again whole`,
      });
  }
  const later = (a: Backfill, b: Backfill) =>
    a.updated_at === b.updated_at ? (a.event_id < b.event_id ? -1 : 1) : a.updated_at > b.updated_at ? -1 : 1;
  return { backfills: backfills.sort((a, b) => later(a.backfill, b.backfill)), notes };
}

/**
 * The events that count, whatever the order of files and lines: where a backfill speaks for an event only those of its own
 * file do, and of one (source, event id) the greatest `updated_at`. Notes tell what was passed over.
 */
export async function* foldEvents(files: readonly InputFile[]): AsyncGenerator<EventInside | ParseNote> {
  const { backfills, notes } = await backfillsIn(files);
  yield* notes;
  const events = new Map<string, { event: EventInside; text: string }>();
  for (const [index, file] of files.entries()) {
    for await (const { line, value } of landedLines(file)) {
      if ('refused' in value || isDirective(value)) continue;
      const at = `${file.path}:${line}`;
      const speaker = backfills.find(({ backfill }) => speaksFor(backfill, value));
      if (speaker !== undefined && speaker.file !== index) {
        yield { code: 'replaced', detail: `${at}: backfill ${speaker.backfill.event_id} of ${value.source}` };
        continue;
      }
      const key = JSON.stringify([value.source, value.event_id]);
      const text = JSON.stringify(value);
      const earlier = events.get(key);
      if (earlier === undefined || value.updated_at > earlier.event.updated_at) events.set(key, { event: value, text });
      else if (earlier.text === text) yield { code: 'duplicate', detail: at };
      else if (value.updated_at === earlier.event.updated_at)
        yield {
          code: 'STALE',
          detail: `${at}: another event ${value.event_id} of ${value.source} has the same updated_at`,
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
    yield event;
  }
}
