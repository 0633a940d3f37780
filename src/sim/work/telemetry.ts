import { gzipSync } from 'node:zlib';
import type { World } from '../world.ts';
import { sessionEvents } from './events.ts';
import { sessionsOfDay, workDays } from './work.ts';

/** Folder of the collector's files inside the project. */
export const TELEMETRY_FOLDER = 'exports/session-events';

/** The telemetry collector's files, one a day, as a bucket would hold them. Events after midnight stand in the next file. */
export function telemetryFiles(world: World): { readonly path: string; readonly bytes: Uint8Array }[] {
  const { company, asOf } = world;
  const now = `${asOf}T00:00:00.000Z`;
  return workDays(asOf).map((day) => {
    const lines = sessionsOfDay(company, day)
      .flatMap((session) => sessionEvents(company, session))
      .filter((event) => String(event.ts) < now)
      .map((event) => `${JSON.stringify(event)}\n`);
    return { path: `${TELEMETRY_FOLDER}/${day}.jsonl.gz`, bytes: gzipSync(lines.join(''), { level: 4 }) };
  });
}
