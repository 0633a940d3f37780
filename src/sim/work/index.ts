export type { EditorCommit } from './editor-commits.ts';
export { sessionEvents } from './events.ts';
export { TRACKERS } from './items.ts';
export { WORK_FIRST_DAY } from './plans.ts';
export { CODE_ORG, REPOS } from './repos.ts';
export { TELEMETRY_FOLDER, telemetryFiles } from './telemetry.ts';
export type * from './types.ts';
export { STRONG_WORK, WEAK_WORK, type WeakWork } from './weak.ts';
export {
  deployments,
  editorCommits,
  incidents,
  pullRequests,
  sessionsOfDay,
  supportTickets,
  trueLinks,
  type WorkSnapshot,
  workAt,
  workDays,
  workItems,
} from './work.ts';
