import { z } from 'zod';
import { sessionEvent } from '../../core/contracts/index.ts';
import { readJsonLines } from '../kit/json-lines.ts';
import { unzipped } from '../kit/unzipped.ts';
import type { FileStream, InputFile, ParseContext, ParsedRow, ParseNote, SourceDefinition } from '../source.ts';
import { type EventLine, eventLineOf, isBadLine, strangeFields } from './event-line.ts';
import { eventRow } from './event-row.ts';

/** Events of a file, and a note for each line that is none and for each field nobody knows. */
async function* eventLines(file: InputFile, context: ParseContext): AsyncGenerator<EventLine | ParseNote> {
  const strange = new Set<string>();
  for await (const found of readJsonLines(unzipped(file))) {
    const place = `${file.path}:${found.line}`;
    if ('problem' in found) {
      yield { code: found.problem, detail: place };
      continue;
    }
    const event = eventLineOf(found.value, context);
    if (isBadLine(event)) {
      const { problem, tokens } = event;
      yield { code: 'quarantined', detail: `${place}: ${problem}`, refused: problem, tokens };
    } else yield event;
    for (const name of strangeFields(found.value)) {
      if (strange.has(name)) continue;
      strange.add(name);
      yield { code: 'unknown_field', detail: `${file.path}: ${name}` };
    }
  }
}

const isNote = (item: EventLine | ParseNote): item is ParseNote => 'code' in item;

async function* evidenceLines(file: InputFile, context: ParseContext): AsyncGenerator<string | ParseNote> {
  for await (const item of eventLines(file, context)) yield isNote(item) ? item : JSON.stringify(item);
}

async function* parseFiles(files: readonly InputFile[], context: ParseContext): AsyncGenerator<ParsedRow | ParseNote> {
  for (const file of files) {
    for await (const item of eventLines(file, context)) {
      if (isNote(item)) yield item;
      else yield { table: sessionEvent.name, dt: String(item.ts).slice(0, 10), row: eventRow(item) };
    }
  }
}

const events: FileStream = {
  kind: 'file',
  name: 'session_events',
  tables: [sessionEvent],
  accepts: (path) => /\.(jsonl|ndjson)(\.gz)?$/i.test(path),
  landing: 'allow_listed',
  evidenceLines,
  filesVanish: true,
  parseFiles,
};

/** Session events that a collector has brought into one shape: JSON lines in a folder or bucket. */
export const sessionEvents: SourceDefinition = {
  name: 'session-events',
  title: 'Events of coding-agent sessions as JSON lines, from a telemetry collector',
  settings: z.object({ path: z.string('name a file, a folder or s3://bucket/prefix') }),
  streams: [events],
};
