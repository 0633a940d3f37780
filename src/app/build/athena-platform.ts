import { type AthenaParts, athenaEngine } from '../../io/athena/athena-engine.ts';
import { expireBuilds } from '../../io/athena/expire-builds.ts';
import { expireScratch } from '../../io/athena/scratch.ts';
import type { Clock } from '../clock.ts';
import type { BuildPlatform } from './platform.ts';

/** Scratch of a run that died is removed by later runs after two days. */
const SCRATCH_LIFE_MS = 2 * 86_400_000;

/**
 * Athena over the lake in S3. A candidate's views are made in scratch and tested there; publishing makes them again in the
 * published database, one catalogue change per view, in the order of their references. `run` names this start of a build
 * and must not be used twice: a-z and 0-9.
 */
export function athenaPlatform(parts: AthenaParts, run: string, clock: Pick<Clock, 'now'>): BuildPlatform {
  const scratch = (part: string) => athenaEngine(parts, { kind: 'scratch', run: `${run}${part}` });
  return {
    openScratch: (period) => scratch(`p${period.replace(/[^a-z0-9]/g, '')}`),
    openCandidate: async () => {
      const engine = await scratch('views');
      return {
        engine,
        publish: async (createViews) => {
          await createViews(await athenaEngine(parts, { kind: 'published' }));
          await engine.close();
          return `Athena database ${parts.place.databases.published}`;
        },
        discard: () => engine.close(),
      };
    },
    removeOldBuilds: async (states) => {
      const builds = states.flatMap((s) => Object.values(s.marts).flatMap((periods) => Object.values(periods)));
      await expireBuilds(parts, new Set(builds.flatMap((b) => b.files)));
      await expireScratch(parts, clock.now() - SCRATCH_LIFE_MS);
    },
  };
}
