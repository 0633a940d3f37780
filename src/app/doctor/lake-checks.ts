import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { type Planning, planWarehouse } from '../build/build.ts';
import { isStale } from '../build/fingerprints.ts';
import { WAREHOUSE_FILE } from '../build/local-platform.ts';
import { publishedMarts } from '../build/mart-relation.ts';
import type { PublishedState } from '../build/published-state.ts';
import type { LockRecord } from '../lock.ts';
import type { OpenProject } from '../project.ts';
import type { Check } from './check.ts';

/** Smallest Node version the program runs on. */
const NODE: readonly [number, number] = [20, 12];
const LISTED = 3;

/** Node version and the key that makes pseudonyms. */
export function checkMachine(project: OpenProject, nodeVersion: string): Check[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isNew = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  const key = 'TOKENLEDGER_PERSON_KEY';
  const hasKey = (project.environment[key] ?? '') !== '';
  return [
    {
      area: 'machine',
      name: 'node',
      status: isNew ? 'ok' : 'broken',
      verdict: isNew ? `Node ${nodeVersion}` : `Node ${nodeVersion} is too old: install ${NODE.join('.')} or newer`,
      facts: [],
    },
    {
      area: 'machine',
      name: key,
      status: hasKey ? 'ok' : project.implicit ? 'warning' : 'broken',
      verdict: hasKey ? 'set' : `not set: 'tokenledger init --project ${project.root}' makes one in .env`,
      facts: [],
    },
  ];
}

/** The lake folder and the lock on it. */
export async function checkLake(
  project: OpenProject,
  now: number,
  isAlive: (pid: number) => boolean,
): Promise<Check[]> {
  const there = await access(project.lakeRoot, constants.R_OK | constants.W_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
  );
  const lake: Check = {
    area: 'lake',
    name: 'folder',
    status: there === null ? 'ok' : there === 'ENOENT' ? 'warning' : 'broken',
    verdict:
      there === null
        ? project.lakeRoot
        : there === 'ENOENT'
          ? `${project.lakeRoot} is not there yet: 'tokenledger run' makes it`
          : `${project.lakeRoot} cannot be read and written (${there}): change its owner or permissions`,
    facts: [],
  };
  if (there !== null) return [lake];
  const stored = await project.store.get('_lock.json');
  const lock = stored === null ? null : (JSON.parse(new TextDecoder().decode(stored.body)) as LockRecord);
  return [lake, { area: 'lake', name: 'lock', facts: [], ...lockVerdict(project, lock, now, isAlive) }];
}

function lockVerdict(
  project: OpenProject,
  lock: LockRecord | null,
  now: number,
  isAlive: (pid: number) => boolean,
): Pick<Check, 'status' | 'verdict'> {
  if (lock === null || lock.expires_at === '') return { status: 'ok', verdict: 'free' };
  const isDead = lock.host === project.host && !isAlive(lock.pid);
  if (isDead || Date.parse(lock.expires_at) <= now) {
    return { status: 'ok', verdict: `left behind by ${lock.owner}; the next run takes it over` };
  }
  return { status: 'warning', verdict: `held by ${lock.owner} until ${lock.expires_at}: a run is going on` };
}

/** The published data: files there, views on the same builds, builds that belong together, and whether they are up to date. */
export async function checkPublished(project: OpenProject, asOf: string): Promise<Check[]> {
  const planning = await planWarehouse(project, { asOf });
  const { published } = planning;
  if (Object.keys(published.marts).length === 0) {
    const verdict = "nothing was published yet: run 'tokenledger run'";
    return [{ area: 'published', name: 'data', status: 'warning', verdict, facts: [] }];
  }
  const stale = planning.plan.filter(isStale);
  const files = await missingFiles(project, published);
  const checks: Check[] = [
    check(
      'files',
      files,
      "published files are missing: run 'tokenledger build' after removing their marts from marts/_published.json, or restore them",
    ),
    check(
      'builds',
      mixedBuilds(published),
      "some tables were built from other builds than those published: run 'tokenledger build'",
    ),
  ];
  if (files.length === 0) {
    checks.push(
      check(
        'views',
        await foreignBuilds(project, planning),
        "the warehouse file shows other builds than those published: run 'tokenledger build'",
      ),
    );
  }
  const upToDate = stale.length === 0;
  const verdict = upToDate
    ? 'up to date'
    : `${stale.length} builds are due: 'tokenledger plan' says why, 'tokenledger build' makes them`;
  checks.push({ area: 'published', name: 'freshness', status: upToDate ? 'ok' : 'warning', verdict, facts: [] });
  return checks;
}

function check(name: string, wrong: readonly string[], problem: string): Check {
  const some = wrong.slice(0, LISTED).join(', ') + (wrong.length > LISTED ? ` and ${wrong.length - LISTED} more` : '');
  return {
    area: 'published',
    name,
    status: wrong.length === 0 ? 'ok' : 'broken',
    verdict: wrong.length === 0 ? 'fine' : `${problem} (${some})`,
    facts: wrong,
  };
}

async function missingFiles(project: OpenProject, published: PublishedState): Promise<string[]> {
  const there = new Set<string>();
  for await (const { key } of project.store.list('marts/')) there.add(key);
  const wanted = Object.values(published.marts).flatMap((p) => Object.values(p).flatMap((b) => b.files));
  return wanted.filter((file) => !there.has(file));
}

/** Tables made from a stored table's build that is not the one published: a mixed state. */
function mixedBuilds(published: PublishedState): string[] {
  const mixed: string[] = [];
  for (const [mart, periods] of Object.entries(published.marts)) {
    for (const [period, build] of Object.entries(periods)) {
      for (const [label, buildId] of Object.entries(build.fingerprint.upstream)) {
        const [name = '', scope] = label.split(' ');
        const now = published.marts[name]?.[scope ?? period]?.build_id ?? published.marts[name]?.all?.build_id;
        if (now !== buildId) mixed.push(`${mart} ${period} from ${name} ${buildId}`);
      }
    }
  }
  return mixed;
}

/** Tables whose views in the warehouse file read other builds than the published ones. */
async function foreignBuilds(project: OpenProject, planning: Planning): Promise<string[]> {
  const file = path.join(project.lakeRoot, WAREHOUSE_FILE);
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) return [`${WAREHOUSE_FILE} is missing`];
  const engine = await openDuckDb({ lakeRoot: project.lakeRoot, path: file, readOnly: true });
  try {
    const wrong: string[] = [];
    const { rows: views } = await engine.query('SELECT view_name FROM duckdb_views() WHERE NOT internal');
    const there = new Set(views.map((v) => String(v.view_name)));
    for (const mart of publishedMarts(planning.models.project)) {
      const builds = Object.values(planning.published.marts[mart.name] ?? {}).filter((b) => b.files.length > 0);
      if (!there.has(mart.name)) {
        if (builds.length > 0) wrong.push(mart.name);
        continue;
      }
      const { rows } = await engine.query(`SELECT DISTINCT build_id FROM ${mart.name} ORDER BY build_id`);
      const shown = rows.map((r) => String(r.build_id));
      const wanted = builds.map((b) => b.build_id).sort();
      if (JSON.stringify(shown) !== JSON.stringify(wanted)) wrong.push(mart.name);
    }
    return wrong;
  } finally {
    await engine.close();
  }
}
