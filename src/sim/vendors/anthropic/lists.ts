import { hashText } from '../../company/random.ts';
import { CODE_WORKSPACE } from '../../company/workloads/claude.ts';
import type { World } from '../../world.ts';
import { limitOf } from '../query.ts';
import { BadRequest, type VendorAnswer } from '../vendor.ts';

interface Entity {
  readonly id: string;
}

/** A made-up user id of the vendor for a person of the company. */
const userId = (person: string) => `user_01Sim${hashText(person).toString(16).padStart(8, '0')}`;

const workloadsOf = (world: World) => world.known.workloads.filter((w) => w.vendor === 'anthropic');

/** Workspaces; the default one is not listed. */
function workspaces(world: World): Entity[] {
  const ids = new Map<string, string>([[CODE_WORKSPACE, 'Claude Code']]);
  for (const w of workloadsOf(world)) if (w.place !== null && !ids.has(w.place)) ids.set(w.place, w.id);
  return [...ids].map(([id, name]) => ({
    id,
    type: 'workspace',
    name,
    created_at: '2025-11-03T09:00:00Z',
    archived_at: null,
    display_color: '#6C5BB9',
    tags: {},
  }));
}

/** API keys by name; who made them is withheld, so that only the records of the company name an owner. */
function apiKeys(world: World, query: URLSearchParams): Entity[] {
  const keys = new Map<string, { name: string; place: string | null }>();
  for (const w of workloadsOf(world))
    if (w.key !== null && !keys.has(w.key)) keys.set(w.key, { name: w.id, place: w.place });
  const status = query.get('status') ?? 'active';
  const place = query.get('workspace_id');
  return [...keys]
    .filter(([, key]) => status === 'active' && (place === null || key.place === place))
    .map(([id, { name, place: workspace_id }]) => ({
      id,
      type: 'api_key',
      name,
      workspace_id,
      created_at: '2025-11-03T09:00:00Z',
      created_by: null,
      partial_key_hint: 'sk-ant-api03-sim...fake',
      status: 'active',
      expires_at: null,
    }));
}

function users(world: World): Entity[] {
  return world.known.people.map((p) => ({
    id: userId(p.id),
    type: 'user',
    email: p.email,
    name: p.name,
    role: p.code === null ? 'user' : 'claude_code_user',
    added_at: '2025-11-03T09:00:00Z',
  }));
}

/** `GET /v1/organizations/{workspaces|api_keys|users}`: lists with `after_id` and `before_id` cursors; null when unknown. */
export function lists(name: string, query: URLSearchParams, world: World): VendorAnswer | null {
  const all =
    name === 'workspaces'
      ? workspaces(world)
      : name === 'api_keys'
        ? apiKeys(world, query)
        : name === 'users'
          ? users(world)
          : null;
  if (all === null) return null;
  const limit = limitOf(query, 20, 1000);
  const after = query.get('after_id');
  const before = query.get('before_id');
  const at = (id: string) => {
    const place = all.findIndex((e) => e.id === id);
    if (place < 0) throw new BadRequest(`cursor: "${id}" is not in the list`);
    return place;
  };
  const end = before === null ? Math.min(all.length, (after === null ? 0 : at(after) + 1) + limit) : at(before);
  const start = before === null ? (after === null ? 0 : at(after) + 1) : Math.max(0, end - limit);
  const data = all.slice(start, end);
  const has_more = before === null ? end < all.length : start > 0;
  const body = { data, has_more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  return { kind: 'body', status: 200, body };
}
