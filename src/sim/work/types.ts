import type { Counts } from '../company/facts.ts';

/** A repository of the company on its code host. */
export interface Repo {
  /** Name on the host: `northwind/checkout-api`. */
  readonly fullName: string;
  /** Key by which sessions and outcomes know it (`repoOf` of its remote). */
  readonly key: string;
  readonly remote: string;
  readonly team: string;
  readonly defaultBranch: string;
  /** True when it is deployed and has a service on the incident tool. */
  readonly isService: boolean;
}

/** A ticket on the team's tracker, or an epic that groups tickets. Instants are ISO 8601 with milliseconds and Z. */
export interface WorkItem {
  /** Key as people write it: `CHK-12`. */
  readonly key: string;
  readonly system: 'jira' | 'linear';
  /** Project or team key at the tracker: `CHK`. */
  readonly project: string;
  readonly team: string;
  readonly type: 'epic' | 'story' | 'bug' | 'task';
  readonly title: string;
  /** Key of the epic; null for epics and loose tickets. */
  readonly parent: string | null;
  readonly reporter: string;
  readonly assignee: string | null;
  readonly openedAt: string;
  readonly startedAt: string | null;
  readonly resolvedAt: string | null;
  /** `done`, or `dropped` when the work was given up. */
  readonly resolution: 'done' | 'dropped' | null;
  /** When it was taken up again after `resolvedAt`; it is then open until `finalAt`. */
  readonly reopenedAt: string | null;
  readonly finalAt: string | null;
  readonly labels: readonly string[];
}

/** A commit of a pull request. */
export interface Commit {
  readonly sha: string;
  readonly at: string;
  /** Person id, or null for automation. */
  readonly author: string | null;
  /** E-mail in the git author field. */
  readonly email: string;
  readonly message: string;
  readonly additions: number;
  readonly deletions: number;
  readonly files: readonly FileChange[];
  /** Session that made it with its own hands; null when a person committed. */
  readonly session: string | null;
  readonly tool: CodingTool | null;
  /** Added lines the tool wrote. */
  readonly aiLines: number;
}

/** Lines changed in a file. */
export interface FileChange {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
}

/** A review of a pull request. */
export interface Review {
  readonly id: number;
  readonly reviewer: string;
  readonly at: string;
  readonly state: 'approved' | 'changes_requested' | 'commented';
  readonly sha: string;
  readonly comments: number;
}

/** A pull request as it is known at a moment. */
export interface PullRequest {
  /** `northwind/checkout-api#41`. */
  readonly id: string;
  readonly repo: Repo;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly headBranch: string;
  readonly baseBranch: string;
  /** Person id; null for a bot. */
  readonly author: string | null;
  readonly botLogin: string | null;
  readonly workItem: string | null;
  readonly openedAt: string;
  readonly mergedAt: string | null;
  readonly closedAt: string | null;
  readonly mergeMethod: 'squash' | 'merge';
  /** Commit that brought it to the base branch. */
  readonly mergeSha: string | null;
  /** Oldest first. With squashed history only the squash commit is left. */
  readonly commits: readonly Commit[];
  readonly reviews: readonly Review[];
  readonly files: readonly FileChange[];
  readonly labels: readonly string[];
  /** Commits whose checks failed. */
  readonly failedShas: readonly string[];
  /** Pull request this one undoes, and how it shows: by its message, or only by the reversed change. */
  readonly reverts: { readonly id: string; readonly by: 'message' | 'reverse_diff' } | null;
  readonly updatedAt: string;
}

/** A deployment to production. */
export interface Deployment {
  readonly id: number;
  readonly repo: Repo;
  readonly sha: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly state: 'success' | 'failure';
  /** Pull requests it brought out first. */
  readonly pullRequests: readonly string[];
}

/** An incident on the paging tool. */
export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly repo: Repo;
  readonly urgency: 'high' | 'low';
  readonly startedAt: string;
  readonly resolvedAt: string | null;
  /** Pull request that really caused it; null for anything else. */
  readonly causedBy: string | null;
}

/** A ticket of the support desk. */
export interface SupportTicket {
  readonly id: number;
  readonly openedAt: string;
  readonly solvedAt: string | null;
  readonly reopenedAt: string | null;
  /** Final solution after `reopenedAt`. */
  readonly finalAt: string | null;
  readonly assignee: string;
  readonly type: 'question' | 'problem' | 'incident';
  readonly channel: 'web' | 'email' | 'chat';
  readonly replies: number;
  readonly csat: 'good' | 'bad' | null;
  /** Conversations of the support assistant; its sessions carry the ticket number. */
  readonly usesAssistant: boolean;
}

/** Coding assistants whose sessions the company sees, and the assistant of its own support desk. */
export type CodingTool = 'claude_code' | 'codex' | 'cursor' | 'support_assistant';

/** What a slice of a session really served. */
export type Served =
  | { readonly kind: 'pull_request'; readonly id: string }
  | { readonly kind: 'work_item'; readonly id: string }
  | { readonly kind: 'support_ticket'; readonly id: string };

/** Tokens of one model inside a slice. */
export interface ModelUse {
  readonly model: string;
  readonly counts: Counts;
}

/** Part of a session on one repository and branch of one UTC day. */
export interface SessionPart {
  readonly repo: Repo | null;
  readonly branch: string | null;
  /** Issue key the person gave the session. */
  readonly item: string | null;
  readonly from: string;
  readonly to: string;
  readonly use: readonly ModelUse[];
  /** What it really served; null for exploration. */
  readonly served: Served | null;
  /** Commits the session made itself. */
  readonly commits: readonly { readonly sha: string; readonly at: string }[];
  /** True when the session opened the pull request. */
  readonly opensPullRequest: boolean;
}

/** What a person's or service's set-up lets its sessions tell. */
export interface Telling {
  readonly setup: 'default' | 'tool_details' | 'gateway';
  readonly repo: boolean;
  readonly branch: boolean;
  readonly item: boolean;
}

/** A session, as far as it lies on one UTC day. A session taken up again the next day keeps its id. */
export interface CodingSession {
  readonly id: string;
  readonly day: string;
  readonly tool: CodingTool;
  /** Person id; null for a service. */
  readonly person: string | null;
  /** Company facts it is made of: (product, workload, remote) of the day. */
  readonly provider: 'anthropic' | 'openai' | 'cursor';
  readonly place: string | null;
  readonly key: string | null;
  readonly remote: boolean;
  readonly tells: Telling;
  readonly parts: readonly SessionPart[];
  /** How it ended. */
  readonly ending: 'completed' | 'errored' | 'interrupted' | 'unanswered';
}

/** The true link of a session slice: what its money was really for. */
export interface TrueLink {
  readonly sessionId: string;
  readonly tool: CodingTool;
  readonly day: string;
  /** As the session really was, also where its set-up does not tell. */
  readonly repo: string | null;
  readonly branch: string | null;
  /** As the session tells it: the key under which the product knows the slice. */
  readonly toldRepo: string | null;
  readonly toldBranch: string | null;
  readonly served: Served | null;
}
