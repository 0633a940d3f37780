import type { ObjectStore } from '../../io/object-store.ts';
import type { QueryEngine } from '../../io/query-engine.ts';
import { RunError } from '../errors.ts';

/** Layout of a lake that this release reads and writes. A release that changes it has a step of its own in docs/deploy.md. */
export const LAKE_FORMAT = 1;

/** Says whose the lake is and how it is laid out. */
const MARKER = '_tokenledger.json';

/** First parts of the keys that the program writes. */
const OWN = /^(_tokenledger\.json|_run\.json|_lock\.json|raw\/|landing\/|marts\/|state\/|scratch\/|staged\/|runs\/)/;

/**
 * Looks at the place before a run changes anything: the lake is ours and of this release's layout, and the workgroup takes
 * statements. An empty lake is marked as ours. Throws RunError naming the setting and the remedy.
 */
export async function checkPlace(store: ObjectStore, openWarehouse: () => Promise<QueryEngine>): Promise<void> {
  const marker = await store.get(MARKER);
  if (marker === null) await claimLake(store);
  else checkFormat(store, marker.body);
  await checkEngine(openWarehouse);
}

/** The same for work on a lake that has to be there: an empty place is refused, not marked. */
export async function checkOwnLake(store: ObjectStore, openWarehouse: () => Promise<QueryEngine>): Promise<void> {
  const marker = await store.get(MARKER);
  if (marker === null)
    throw new RunError(
      `${store.location} holds no lake of TokenLedger: correct lake in tokenledger.yaml, or run the deployed pipeline once (docs/deploy.md). Nothing was changed.`,
    );
  checkFormat(store, marker.body);
  await checkEngine(openWarehouse);
}

async function checkEngine(openWarehouse: () => Promise<QueryEngine>): Promise<void> {
  const engine = await openWarehouse();
  try {
    await engine.query('SELECT 1 AS ready');
  } finally {
    await engine.close();
  }
}

async function claimLake(store: ObjectStore): Promise<void> {
  for await (const { key } of store.list('')) {
    if (OWN.test(key)) continue;
    throw new RunError(
      `the lake ${store.location} holds ${key}, which is not TokenLedger's: set deploy.bucket in tokenledger.yaml to a bucket of its own (nothing was changed)`,
    );
  }
  await store.putIfAbsent(MARKER, new TextEncoder().encode(`{"format":${LAKE_FORMAT}}\n`));
}

function checkFormat(store: ObjectStore, marker: Uint8Array): void {
  const { format } = JSON.parse(new TextDecoder().decode(marker)) as { readonly format?: number };
  if (format === LAKE_FORMAT) return;
  const older = typeof format === 'number' && format < LAKE_FORMAT;
  throw new RunError(
    `the lake ${store.location} has layout ${format ?? 'unknown'}, this release works with ${LAKE_FORMAT}: ${
      older ? 'follow "Upgrade" in docs/deploy.md' : 'deploy the release that made it'
    } (nothing was changed)`,
  );
}
