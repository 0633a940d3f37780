import { SANDBOX_KEY, SANDBOX_PROJECT } from '../../company/workloads/gpt.ts';
import type { World } from '../../world.ts';
import { limitOf } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';

interface Entity {
  readonly id: string;
}

/** Unix seconds of a day in November 2025, when everything was set up. */
const CREATED = 1_762_160_400;

const workloadsOf = (world: World) => [
  ...world.known.workloads.filter((w) => w.vendor === 'openai'),
  { id: 'sandbox', place: SANDBOX_PROJECT, key: SANDBOX_KEY },
];

function projects(world: World): Entity[] {
  const names = new Map<string, string>();
  for (const w of workloadsOf(world)) if (w.place !== null && !names.has(w.place)) names.set(w.place, w.id);
  return [...names].map(([id, name]) => ({
    id,
    object: 'organization.project',
    name,
    created_at: CREATED,
    archived_at: null,
    status: 'active',
  }));
}

/** Keys of a project, all owned by service accounts: the company's records say whose they are. */
function keys(world: World, project: string): Entity[] {
  const names = new Map<string, string>();
  for (const w of workloadsOf(world))
    if (w.place === project && w.key !== null && !names.has(w.key)) names.set(w.key, w.id);
  return [...names].map(([id, name]) => ({
    id,
    object: 'organization.project.api_key',
    redacted_value: 'sk-sim...fake',
    name,
    created_at: CREATED,
    last_used_at: CREATED,
    owner: {
      type: 'service_account',
      service_account: {
        id: `svc_${id.slice(4)}`,
        object: 'organization.project.service_account',
        name,
        role: 'member',
        created_at: CREATED,
      },
    },
  }));
}

/** Users of the organisation; the one deleted at the vendor is missing. */
const users = (world: World): Entity[] =>
  world.known.people
    .filter((p) => p.sandbox?.listed === true)
    .map((p) => ({
      id: p.sandbox!.userId,
      object: 'organization.user',
      name: p.name,
      email: p.email,
      role: 'reader',
      added_at: CREATED,
    }));

function entities(path: string, world: World): Entity[] | null {
  if (path === 'projects') return projects(world);
  if (path === 'users') return users(world);
  const project = /^projects\/([^/]+)\/api_keys$/.exec(path)?.[1];
  if (project === undefined || !projects(world).some((p) => p.id === project)) return null;
  return keys(world, project);
}

/** `GET /organization/{projects|users|projects/{id}/api_keys}`: lists with an `after` cursor; null when unknown. */
export function lists(path: string, query: URLSearchParams, world: World): VendorAnswer | null {
  const all = entities(path, world);
  if (all === null) return null;
  const limit = limitOf(query, 20, 100);
  const after = query.get('after');
  const start = after === null ? 0 : all.findIndex((e) => e.id === after) + 1;
  if (after !== null && start === 0) throw new BadRequest(`Invalid 'after': no such object '${after}'.`);
  const data = all.slice(start, start + limit);
  const body = {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < all.length,
  };
  return { kind: 'body', status: 200, body };
}
